# A digest from elsewhere, compared with the file that was checked.

pasted-same = The same: these are the bytes this { $algorithm } digest was made of.
pasted-same-as-one = The same as one of the { $count } digests in this text: these are the bytes that { $algorithm } digest was made of.
pasted-same-means = That says only that the bytes are the same. It does not say who made them: whoever can write the message can write the digest in it too. Who signed the file is in the result.
pasted-different = Not the same: this { $algorithm } digest was made of other bytes.
pasted-different-from-all = Not the same: none of the { $count } digests in this text was made of these bytes.
pasted-contradiction = The text contradicts itself: one digest in it fits these bytes, another one for the same thing does not.
pasted-different-means = Either this is another file, perhaps another version or an incomplete download, or the digest belongs to something else. Ask whoever sent it which file it is for.
pasted-other-name = In the text this digest stands beside the name { $name }, which is not the name of this file.
pasted-by-length = The text does not name the algorithm. It was told from the length alone.
pasted-left-out = The text also holds a digest by { $algorithm }, which was not compared.
pasted-weak = Not compared: this is a digest by { $algorithm }, and two different files can be made that have the same one. Ask for SHA-256 or SHA-512.
pasted-unknown = Not compared: this is a digest by { $algorithm }, which this app does not compute. Ask for SHA-256 or SHA-512.
pasted-partial = Not compared: this looks like a digest, but with { $digits } digits it has the length of none. A part of it may be missing.
pasted-partial-of = Not compared: this has { $digits } digits, and a digest by { $algorithm } has { $wanted }. Copy all of it.
pasted-no-digest = There is no digest in this text. A digest is a long row of digits and letters, for example 64 for SHA-256.
pasted-not-computed = Not compared: the digest of that algorithm is not known here, because there is no file to compute it from.
pasted-too-long = This text is too long to be looked through. Paste only the line about this file.
