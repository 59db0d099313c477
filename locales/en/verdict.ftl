# The verdict: what a person reads first.
#
# Each code of the verdict has three messages: CODE is the headline, CODE-why the cause, CODE-do what can
# be done. A headline has at most 90 characters of our own words, a limit sentence at most 220. Glossary and
# forbidden words: docs/VERDICTS.md. Whoever translates this file: a slip in a state word misleads people
# about what they are going to open, so let a second person read it.

## The five states, as the text of a badge

state-listed = on your list
state-unlisted = not on your list
# In place of these two where no list was asked.
state-named-signer = the signer you named
state-other-signer = another signer
state-given-key = the key you gave
state-failed = does not hold
state-no-signature = no signature
state-could-not-check = could not check

## Listed. $label is what the person calls the signer; $target is file, folder, digest, image or statement.

listed = { $claim ->
   *[signature] Signed by { $label }, who is on your list.
    [build-record] { $label }, who is on your list, signed a build record for exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
    [parts-list] { $label }, who is on your list, signed a parts list for exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
    [publish-record] { $label }, who is on your list, signed a publish record for exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
    [statement] { $label }, who is on your list, signed a statement about exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
}
# Used when a signed statement was checked alone.
listed-alone = { $claim ->
   *[statement] This statement was signed by { $label }, who is on your list. No file was compared.
    [build-record] This build record was signed by { $label }, who is on your list. No file was compared.
    [parts-list] This parts list was signed by { $label }, who is on your list. No file was compared.
    [publish-record] This publish record was signed by { $label }, who is on your list. No file was compared.
}
# Used when the person gave a key to check with.
listed-key = Signed with the key you gave{ $target ->
   *[file] .
    [folder] .
    [digest] .
    [image] .
    [statement] : a statement. No file was compared.
}
# Used when the person named one signer for this check, so that no list was asked.
named-signer = { $claim ->
   *[signature] Signed by the signer you named.
    [build-record] The signer you named signed a build record for exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
    [parts-list] The signer you named signed a parts list for exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
    [publish-record] The signer you named signed a publish record for exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
    [statement] The signer you named signed a statement about exactly this { $target ->
       *[file] file
        [folder] folder
        [digest] digest
        [image] image
    }.
}
named-signer-alone = { $claim ->
   *[statement] This statement was signed by the signer you named. No file was compared.
    [build-record] This build record was signed by the signer you named. No file was compared.
    [parts-list] This parts list was signed by the signer you named. No file was compared.
    [publish-record] This publish record was signed by the signer you named. No file was compared.
}
# Used when a checksum list that names the file was signed, not the file itself.
listed-list = { $claim ->
   *[signature] The checksum list that names this file was signed by { $label }, who is on your list.
    [build-record] { $label }, who is on your list, signed a build record for the list that names this file.
    [parts-list] { $label }, who is on your list, signed a parts list for the list that names this file.
    [publish-record] { $label }, who is on your list, signed a publish record for the list with this file.
    [statement] { $label }, who is on your list, signed a statement about the list that names this file.
}
listed-key-list = The checksum list that names this file was signed with the key you gave.
named-signer-list = The checksum list that names this file was signed by the signer you named.
other-signer = Not signed by the signer you named.
other-signer-do = Look whether you named the signer exactly. Ask the publisher who signs their files.
listed-why = All checks held, and the signer fits your list entry “{ $label }”.
listed-do = There is nothing you need to do.

## Unlisted

no-entry = Not signed by anyone on your list.
no-entry-why = The signature is complete, but no entry of your list fits its signer.
no-entry-do = Ask the publisher who signs their files. If it is this signer, you can add an entry to your list.
entry-expired = Not signed by anyone who is on your list today.
entry-expired-why = Your entry “{ $label }” fits this signer, but its last day has passed.
entry-expired-do = Find out whether this signer still signs for the publisher. If so, give the entry a new last day.
entry-disabled = Not signed by anyone on your list.
entry-disabled-why = Your entry “{ $label }” fits this signer, but it is switched off.
entry-disabled-do = Switch the entry on again if you rely on this signer.
pinned-signer-changed = Not signed by anyone on your list — until now it was “{ $label }”.
pinned-signer-changed-why = Your entry “{ $label }” is pinned, and this signature differs from those it signed before.
pinned-signer-changed-do = Ask the publisher by another way whether the change is theirs. If it is, update your entry.
entry-requirement-unmet = Not signed by everyone your list asks for.
entry-requirement-unmet-why = The signer is on your list, but your list asks for further signers of files like this one.
entry-requirement-unmet-do = Look for the other signatures of this file. If there are none, ask the publisher for them.
entry-other-account = Not signed by anyone on your list.
entry-other-account-why = The signer has the same name as your entry “{ $label }”, but another account number.
entry-other-account-do = A name can pass to somebody else. Ask the publisher by another way whether this account is theirs.
entry-unreviewed = Not signed by anyone on your list.
entry-unreviewed-why = Your entry “{ $label }” fits this signer, but it was imported and not reviewed yet.
entry-unreviewed-do = Review the entry on your list if you rely on this signer.
entry-other-target = Not signed by anyone your list names for this file.
entry-other-target-why = Your entry “{ $label }” fits this signer, but not for files like this one.
entry-other-target-do = Find out whether this signer signs such files for the publisher. If so, name them in the entry.
entry-other-build = Not signed in the way your list asks for.
entry-other-build-why = Your entry “{ $label }” fits this name, but asks for another kind of build.
entry-other-build-do = Ask the publisher whether they changed how they build.
entry-other-claim = Not signed in the way your list asks for.
entry-other-claim-why = Your entry “{ $label }” fits this signer, but not this kind of signature.
entry-other-claim-do = Ask the publisher for a signature of the kind your entry asks for.

## Failed

folder-mismatch = The files in this folder are not those that were signed.
folder-mismatch-why = At least one file was changed, is missing, or was added after the folder was signed. Why names them.
folder-mismatch-do = Get the whole folder and its signature again, both of the same version and from the publisher's own place.
checksum-mismatch = This file is not the one that its checksum list names.
checksum-mismatch-why = The list gives a file of this name another digest. Either the file was damaged or changed, or the list belongs to another version.
checksum-mismatch-do = Get the file and the list again, both of the same version and from the publisher's own place.
checksum-ambiguous = The checksum list names this file twice, with different digests.
checksum-ambiguous-why = A list that says two different things about one file says nothing that can be relied on.
checksum-ambiguous-do = Get the list again from the publisher. Tell them if it is the same again.
file-mismatch = The signature does not match { $target ->
   *[file] this file
    [list] the checksum list that names this file
}.
file-mismatch-why = Either what was signed was changed afterwards, or the signature belongs to another file.
file-mismatch-do = Get the file and its signature again, both of the same version and from the publisher's own place.
signature-invalid = The signature itself does not hold.
signature-invalid-why = The signature does not fit what it says it covers. One of the two was changed, or they do not belong together.
signature-invalid-do = Get the file and its signature again from the publisher.
log-entry-about-something-else = The public log's entry is about something else.
log-entry-about-something-else-why = The entry that came with this signature records another signature, signer or file.
log-entry-about-something-else-do = Get the signature again from the publisher. Tell them if it happens again.
chain-broken = The signer's certificate was not issued by the service it names.
chain-broken-why = The signing service did not sign this certificate, or was not allowed to issue it.
chain-broken-do = Get the signature again from the publisher. Tell them if it happens again.
certificate-outside-dates = The signature was made outside the dates of the signer's certificate.
certificate-outside-dates-why = A signer's certificate counts only for a few minutes. The proven signing time is not within them.
certificate-outside-dates-do = Ask the publisher to sign the file again.
certificate-wrong-use = The signer's certificate is not one for signing files.
certificate-wrong-use-why = The certificate was made for another use, or has not the form the signing service gives.
certificate-wrong-use-do = Ask the publisher to sign the file again.
issuer-contradiction = The certificate does not say clearly how the signer logged in.
issuer-contradiction-why = The certificate names the login service twice and differently, or in a form that cannot be read.
issuer-contradiction-do = Ask the publisher to sign the file again.
issuance-proof-missing = The certificate lacks the proof that it was made in public.
issuance-proof-missing-why = Every certificate of this signing service is written into a public list. The proof of that is not there.
issuance-proof-missing-do = Ask the publisher to sign the file again.
issuance-proof-invalid = The proof that the certificate was made in public does not hold.
issuance-proof-invalid-why = The public list of certificates did not sign this proof for this certificate.
issuance-proof-invalid-do = Get the signature again from the publisher. Tell them if it happens again.
log-proof-missing = The signature lacks its proof from the public log.
log-proof-missing-why = The signature should come with a proof that the signing stands in the public log. It is not there.
log-proof-missing-do = Get the complete signature from the publisher.
log-proof-invalid = The proof from the public log does not hold.
log-proof-invalid-why = The steps from this entry do not add up to the state that the log has signed.
log-proof-invalid-do = Get the signature again from the publisher. Tell them if it happens again.
log-signature-invalid = The public log's own signature does not hold.
log-signature-invalid-why = The signature file says it comes from a known public log, but that log did not sign it.
log-signature-invalid-do = Get the signature again from the publisher. Tell them if it happens again.
log-outside-dates = The log's entry is outside the dates of the log's key.
log-outside-dates-why = The key that signed for the public log was not in use at that time.
log-outside-dates-do = Get the signature again from the publisher. Tell them if it happens again.
timestamp-invalid = The time stamp of the signature does not hold.
timestamp-invalid-why = The time stamp says it comes from a known time service, but it does not fit this signature or that service.
timestamp-invalid-do = Get the signature again from the publisher. Tell them if it happens again.
timestamp-service-outside-dates = The time stamp is outside the dates of its time service.
timestamp-service-outside-dates-why = The time service was not in use at the time that the stamp shows.
timestamp-service-outside-dates-do = Ask the publisher to sign the file again.
signing-time-missing = Nothing proves when the signature was made.
signing-time-missing-why = The signer's certificate counts only for a few minutes, so a proven signing time is needed. There is none.
signing-time-missing-do = Get the complete signature from the publisher.
signing-time-not-included = This kind of signature cannot show when it was made.
signing-time-not-included-why = The signer's certificate counted only for a few minutes. A signature of this older kind has no place for a proof of the signing time, so nothing shows that it was made in those minutes.
signing-time-not-included-do = Ask the publisher for a Sigstore bundle, a file that ends in .sigstore.json. It holds the missing proof.
signing-time-in-future = The signature was made at a time that has not come yet.
signing-time-in-future-why = A proven time of the signature lies after the time of this computer's clock.
signing-time-in-future-do = Look whether the clock of this computer is right. Then check again.
key-outside-dates = The signature was made outside the dates of the given key.
key-outside-dates-why = The key was not in use at the proven signing time.
key-outside-dates-do = Ask the publisher which key belongs to this file.
key-mismatch = The signature was made with another key than the one given.
key-mismatch-why = The signature names a key, and it is not the one that was given to check it with.
key-mismatch-do = Ask the publisher which key belongs to this file.
statement-without-subject = The signed statement is about no file at all.
statement-without-subject-why = A statement must name the files it is about. This one names none, so it says nothing about this file.
statement-without-subject-do = Ask the publisher for a statement about this file.
statement-unreadable = The signed statement has not the form it should have.
statement-unreadable-why = What was signed is called a statement about files, but cannot be read as one.
statement-unreadable-do = Ask the publisher to sign the file again.
evidence-contradiction = Two parts of the signature file contradict each other.
evidence-contradiction-why = The signature file says two different things about the same fact, so neither counts.
evidence-contradiction-do = Get the signature again from the publisher.
evidence-incomplete = The signature file lacks something it must have.
evidence-incomplete-why = A part that this version of signature file needs is absent, or there is one too many.
evidence-incomplete-do = Get the complete signature from the publisher.
evidence-duplicated = The signature file lists the same proof twice.
evidence-duplicated-why = A proof counts once. Listing it twice can make it look like two.
evidence-duplicated-do = Get the signature again from the publisher.

## No signature

none-found = No signature was found for this { $target ->
   *[file] file
    [digest] digest
    [image] image
}.
none-found-why = Looked for: { $looked }. Not looked: { $skipped }.
none-found-do = If the publisher offers a signature, download it too and drop both together.

list-unsigned = No signature was found for this file, nor for its checksum list.
list-unsigned-why = The checksum list names the file as it is, but nobody signed the list. Whoever can replace the file can replace the list as well.
list-unsigned-do = If the publisher offers a signature of the list, download it too and drop all of it together.

## Could not check

checksum-absent = This file could not be checked: the checksum list does not name it.
checksum-absent-why = No line of the checksum list has the name of this file or its digest.
checksum-absent-do = Look whether the list and the file are of the same version.
checksum-other-name = This file could not be checked: the checksum list has it under another name.
checksum-other-name-why = The list gives the digest of this file to a file of another name. What its signer said of that one need not hold for a file of this name.
checksum-other-name-do = If you renamed the file, give it back the name that stands in the list and check again.
checksum-weak = This file could not be checked: its checksum is of a kind that no longer counts.
checksum-weak-why = The list gives only MD5, SHA-1 or similar sums for this file. Another file with the same sum can be made, so they were ignored.
checksum-weak-do = Ask the publisher for a list with SHA-256 digests, and for its signature.
needs-file = This signature belongs to a file that is not here.
needs-file-why = A signature alone says nothing until it is compared with its file.
needs-file-do = Drop the file and this signature together.
needs-file-bytes = This could not be checked: the file itself is needed.
needs-file-bytes-why = This kind of signature cannot be compared with a digest, only with the file, up to a certain size.
needs-file-bytes-do = Check the file itself instead of its digest.
needs-key = This file could not be checked: the signer's key is needed.
needs-key-why = The file was signed with a key of the publisher's own, and the signature file does not hold it.
needs-key-do = Get the publisher's public key from a place you rely on, and check again with it.
signing-service-unknown = This file could not be checked: its signing service is not known here.
signing-service-unknown-why = Anyone can run a signing service. This one is not in the trust data, so the name in the signature proves nothing.
signing-service-unknown-do = If the publisher runs a signing service of their own, get its trust data from them and choose it in the settings.
log-unknown = This file could not be checked: its public log is not known here.
log-unknown-why = The signature names a log that is not in the trust data.
log-unknown-do = If the publisher uses a log of their own, get its trust data from them and choose it in the settings.
time-service-unknown = This file could not be checked: its time service is not known here.
time-service-unknown-why = The signing time comes from a service that is not in the trust data, so the time is not proven.
time-service-unknown-do = If the publisher uses a time service of their own, get its trust data from them and choose it in the settings.
trust-data-broken = This file could not be checked: the trust data does not hold together.
trust-data-broken-why = The certificates of the signing service in the trust data do not fit each other.
trust-data-broken-do = Get the trust data again, or go back to the built-in trust data in the settings.
trust-data-too-old = This file could not be checked: the trust data is too old.
trust-data-too-old-why = The trust data of the signing service is older than you allow in the settings. It may lack keys that are new and hold keys that no longer count.
trust-data-too-old-do = Update the trust data in the settings, from the network or from a folder. Then check again.
trust-data-unreadable = This file could not be checked: the trust data cannot be read.
trust-data-unreadable-why = The file with the trust data that was chosen is missing or broken. Nothing is checked with other trust data instead.
trust-data-unreadable-do = Choose the file again, or go back to the built-in trust data in the settings.
algorithm-unsupported = This file could not be checked: the kind of signature is not known here.
algorithm-unsupported-why = The signature was made by a method that this app does not check.
algorithm-unsupported-do = Ask the publisher for a signature made by a common method, or use a tool of theirs.
format-unsupported = This file could not be checked: its form of signature is not read here.
format-unsupported-why = There is something that looks like a signature, but not in a form this app reads.
format-unsupported-do = Ask the publisher for a Sigstore bundle, or use the tool that belongs to this form.
evidence-unreadable = This file could not be checked: its signature file cannot be read.
evidence-unreadable-why = The signature file is broken or incomplete, so nothing in it was used.
evidence-unreadable-do = Download the signature file again.
limit-exceeded = This file could not be checked: its signature file is too large.
limit-exceeded-why = The signature file has more or larger parts than this app reads. Real ones are far smaller.
limit-exceeded-do = Ask the publisher whether this is the right signature file.
search-incomplete = This file could not be checked: not every place could be searched.
search-incomplete-why =
    { $place ->
        [network] Nothing was found, but a place on the network that was asked did not answer, or not in full.
       *[folder] Nothing was found, but a place where a signature could be was out of reach.
    }
search-incomplete-do =
    { $place ->
        [network] Try again later. If the publisher offers a signature, download it and drop both together.
       *[folder] Look whether you may read the folder of this file, or drop the signature together with the file.
    }
file-missing = There is no such file.
file-missing-why = The file was moved or deleted, or its name was mistyped.
file-missing-do = Look where the file is now, and check it there.
folder-given = This could not be checked: it is a folder without a signature over its files.
folder-given-why = No signature over a whole folder was found in it, such as “model.sig”, and none was handed over with it.
folder-given-do = Drop the files you want to check, or the folder together with the signature over it.
folder-too-large = This could not be checked: there is too much in this folder.
folder-too-large-why = It holds more files, or folders within folders, than this app looks through.
folder-too-large-do = Check the folder with the signature alone, without what was put beside it.
special-file = This could not be checked: it is not an ordinary file.
special-file-why = It is a device, a pipe or a socket. What comes out of it can differ each time.
special-file-do = Copy its content into a file and check that.
file-unreadable = This file could not be checked: it cannot be read.
file-unreadable-why = The system did not let this app read the file to its end.
file-unreadable-do = Look whether you may read the file and whether its drive is still connected. Then check again.
file-changed-while-checking = This file could not be checked: it changed meanwhile.
file-changed-while-checking-why = The file was not the same at the end of reading as at its start. A result would be about neither.
file-changed-while-checking-do = Wait until the download or copy is finished. Then check again.
look-up-needed-but-off = This could not be checked: it is in a registry, and registries are not asked.
look-up-needed-but-off-why = The name was read as that of an image. Looking at it means asking its registry over the network, which nobody allowed for this check.
look-up-needed-but-off-do = Allow this check to ask the registry, with the network not switched off in the settings, or check a saved image. If a file was meant, look whether its name is right.
registry-unreachable = This image could not be checked: its registry could not be reached.
registry-unreachable-why = The registry did not answer, or its answer broke off. Whether the image is signed is not known.
registry-unreachable-do = Look whether the network and the name of the registry are right. Then check again.
registry-refused = This image could not be checked: the registry did not let this app in.
registry-refused-why = The registry wants to know who asks, and did not take the answer.
registry-refused-do = Log in to the registry with the tool you use for images, such as docker or podman. Then check again.
registry-answer-unfit = This image could not be checked: the registry's answer is not what registries answer.
registry-answer-unfit-why = The answer was too large, led to another place, or is of another form. A page to log in to a network looks like that too.
registry-answer-unfit-do = Open a web page to see whether this network wants a log-in. Then check again.
image-not-found = This image could not be checked: it was not found, or is not shown to everybody.
image-not-found-why = Registries give the same answer for what is not there and for what you may not see.
image-not-found-do = Look whether the name and tag are right, and whether you are logged in to the registry.
platform-missing = This image could not be checked: it has nothing for the platform that was asked for.
platform-missing-why = The platforms the image lists are others, or nothing is in it.
platform-missing-do = Check it without naming a platform to see what it has.
image-format-old = This image could not be checked: it is of a form that nobody signs any more.
image-format-old-why = The manifest is of Docker's first version, which does not say by digest what is in the image.
image-format-old-do = Ask the publisher for the image in the present form.
image-without-manifest = This image could not be checked: what a signature would be about is not in this file.
image-without-manifest-why = Signatures are about the manifest that a registry keeps. Docker's archives leave it out, and store the layers in another form.
image-without-manifest-do = Check the image by its name, or save it as an OCI archive, which keeps the manifest.
image-unreadable = This image could not be checked: it is not what images are.
image-unreadable-why = A part of it is damaged, contradicts itself, or exceeds what images may be. Nothing in it was used.
image-unreadable-do = Get the image again from where it came.
image-content-differs = This image could not be checked: something in it is not what its digest says.
image-content-differs-why = Everything in an image is named by the digest of its bytes. Some bytes have another one, so this is not the image that its manifest describes.
image-content-differs-do = Get the image again. If it differs again, tell whoever runs the registry or made the file.
image-other-files = Other files lie with the image. They are part of no image, and were not checked.
image-other-files-why = A signature over an image is about what the image names by digest. Nothing in it names these files.
image-other-files-do = Do not use these files because the image is signed. Take them out and check each by itself.
images-too-many = Some images could not be checked: there are more than this app looks at.
images-too-many-why = At most 100 manifests of one image or file are looked at, and lists within lists to a depth of three.
images-too-many-do = Check it for one platform alone, or save fewer images in one file.

## A checksum list between the file and its signature

# $line is the number of a line, $algorithm the name of one, such as SHA-256.
why-list-line = { $status ->
   *[held] Line { $line } of the checksum list “{ $list }” names this file with its { $algorithm } digest.
    [other-name] Line { $line } of the checksum list “{ $list }” has the { $algorithm } digest of this file, under another name.
    [differs] Line { $line } of the checksum list “{ $list }” names this file with another { $algorithm } digest.
    [ambiguous] The checksum list “{ $list }” names this file twice, with different digests.
    [absent] The checksum list “{ $list }” does not name this file.
    [weak] The checksum list “{ $list }” gives only sums for this file that no longer count.
    [open] What the checksum list “{ $list }” says of this file could not be compared.
}
why-list-unsigned = Nobody signed the list. It can show that a file was damaged on its way, and nothing about where it comes from.
why-list-in-openpgp = The list stands inside a message signed with OpenPGP. This app does not check that signature.
why-list-signature-open = The signature of the checksum list “{ $list }” could not be checked.
link-line = { $status ->
   *[held] line { $line }, { $algorithm } digest
    [differs] line { $line }: another { $algorithm } digest
    [ambiguous] two different digests
    [absent] not named
    [other-name] line { $line }: under another name
    [weak] only sums that no longer count
    [open] not compared
}
link-signer = signed by { $who }
link-signature-failed = its signature does not hold
link-signature-open = its signature was not checked to the end
link-unsigned = signed by nobody

## How one check or line came out

outcome-held = held
outcome-failed = no
outcome-not-done = not done
outcome-noted = note

## The second line of the verdict

detail-unlisted = The signature is complete. It was made by { $who }.
detail-unlisted-alone = The signature is complete. It was made by { $who }. No file was compared.
# $list is the name of a checksum list.
detail-list = The signature over “{ $list }” is complete. It was made by { $who }.
detail-list-unsigned = The file is as “{ $list }” says, so it was not damaged on its way. But nobody signed that list.
detail-claimed = Claims to be { $who }. This was not proven.
detail-listed = It was made by { $who }.

# $version is a branch or tag as the build service writes it, such as refs/tags/v1.2.
who-build = a build of “{ $repository }” at “{ $version }” on { $service }
who-build-unversioned = a build of “{ $repository }” on { $service }
who-shared-build = the shared build “{ $identity }” for “{ $repository }” on { $service }
who-workflow = the build “{ $identity }” on { $service }
# Somebody with rights to the repository made a release there; GitHub signed the record of it.
who-release = a release of “{ $repository }”, recorded by { $service }
who-mail = { $identity }, who logged in with { $service }
who-other = “{ $identity }”, known to { $service }
who-key = the key with the fingerprint { $fingerprint }
# $registry is the name of a package registry, such as npm.
who-registry = the package registry “{ $registry }”
who-without-service = “{ $identity }”
# $who is one of the above; $instance is what the person called a signing service that they added.
who-through = { $who }, as the signing service “{ $instance }” says

## Login services that have a name of ours

service-github-actions = GitHub Actions
service-gitlab = GitLab
service-google = Google
service-github-login = GitHub
service-github-releases = GitHub's release service
service-microsoft = Microsoft
service-buildkite = Buildkite
service-codefresh = Codefresh
service-other = “{ $issuer }” (not one this app has a name for)

## What the headline does not tell. Always shown, chosen by state.

limit-listed = { $target ->
    [list] This tells you who signed the list, and that the file is the one it names. It does not tell you what the file does. If { $label }'s account or build system was misused, a bad file would pass this check too.
   *[file] This tells you who signed it and that it has not changed since. It does not tell you what the file does. If { $label }'s account or build system was misused, a bad file would pass this check too.
    [folder] This tells you who signed the files in the folder and that none has changed since. It does not tell you what they do. If { $label }'s account or build system was misused, a bad folder would pass this check too.
    [digest] This tells you who signed a file with this digest. It does not tell you what the file does. If { $label }'s account or build system was misused, a bad file would pass this check too.
    [image] This tells you who signed the image with this digest. It does not tell you what the image does. If { $label }'s account or build system was misused, a bad image would pass this check too.
    [statement] This tells you who signed the statement. It tells you nothing about any file you have. If { $label }'s account or build system was misused, a false statement would pass this check too.
}
limit-named-signer = { $target ->
    [list] This tells you who signed the list, and that the file is the one it names. It does not tell you what the file does. If the signer's account or build system was misused, a bad file would pass this check too.
   *[file] This tells you who signed it and that it has not changed since. It does not tell you what the file does. If the signer's account or build system was misused, a bad file would pass this check too.
    [folder] This tells you who signed the files in the folder and that none has changed since. It does not tell you what they do. If the signer's account or build system was misused, a bad folder would pass this check too.
    [digest] This tells you who signed a file with this digest. It does not tell you what the file does. If the signer's account or build system was misused, a bad file would pass this check too.
    [image] This tells you who signed the image with this digest. It does not tell you what the image does. If the signer's account or build system was misused, a bad image would pass this check too.
    [statement] This tells you who signed the statement. It tells you nothing about any file you have. If the signer's account or build system was misused, a false statement would pass this check too.
}
limit-listed-key = { $target ->
    [list] This tells you which key signed the list, and that the file is the one it names. It does not tell you what the file does. If somebody else has this key, a bad file would pass this check too.
   *[file] This tells you which key signed it and that it has not changed since. It does not tell you what the file does. If somebody else has this key, a bad file would pass this check too.
    [folder] This tells you which key signed the files in the folder and that none has changed since. It does not tell you what they do. If somebody else has this key, a bad folder would pass this check too.
    [digest] This tells you which key signed a file with this digest. It does not tell you what the file does. If somebody else has this key, a bad file would pass this check too.
    [image] This tells you which key signed the image with this digest. It does not tell you what the image does. If somebody else has this key, a bad image would pass this check too.
    [statement] This tells you which key signed the statement. It tells you nothing about any file you have.
}
limit-unlisted = { $target ->
   *[file] The file has not changed since it was signed. Whether to rely on this signer is your decision; this app does not know them.
    [folder] No file in the folder has changed since it was signed. Whether to rely on this signer is your decision; this app does not know them.
    [image] The image with this digest was signed. Whether to rely on this signer is your decision; this app does not know them.
    [digest] A file with this digest was signed. Whether to rely on this signer is your decision; this app does not know them.
    [statement] The statement has not changed since it was signed. Whether to rely on this signer is your decision; this app does not know them.
}
limit-failed = Do not treat this { $target ->
   *[file] file
    [folder] folder
    [image] image
} as coming from { $claimed }. Get it again from the publisher. If it fails again, tell them.
limit-failed-unnamed = Do not treat this { $target ->
   *[file] file
    [folder] folder
    [image] image
} as coming from the signer it names. Get it again from the publisher. If it fails again, tell them.
limit-no-signature = { $target ->
   *[file] That says nothing good or bad about the file. Many files are never signed. Ask the publisher whether this one should be.
    [digest] That says nothing good or bad about the file with this digest. Many files are never signed.
    [image] That says nothing good or bad about the image. Many images are never signed. Ask the publisher whether this one should be.
}
limit-could-not-check = { $target ->
   *[file] Nothing was learned about this file. Treat it as if you had not checked it.
    [folder] Nothing was learned about the files in this folder. Treat them as if you had not checked them.
    [digest] Nothing was learned about the file with this digest. Treat it as if you had not checked it.
    [image] Nothing was learned about this image. Treat it as if you had not checked it.
    [statement] Nothing was learned about this signature file. Treat it as if you had not checked it.
}

## Notes: they colour a verdict and never change it

note-look-alike = Looks like “{ $label }” on your list, but is not.
note-look-alike-seen = Looks like the signer of “{ $label }” that you checked before, but is not.
note-look-alike-named = Looks like the signer you named, but is not.
# $file is the name of the list file.
note-list-has-problems = { $place ->
   *[known] The list file “{ $file }” has a mistake in line { $line }, column { $column }.
    [unknown] The list file “{ $file }” cannot be read.
} { $entries ->
   *[kept] The entries that were last read without mistakes are in force.
    [none] None of its entries counts until this is mended.
}
note-mixed-evidence = Other evidence that came with this file says something else. See Why.
note-claim-is-parts-list-only = What was signed is a parts list for the file. Nobody on your list signed the file itself.
note-only-seen = { $since ->
   *[known] Your entry says that you have only seen this signer, first on { $day }.
    [unknown] Your entry says that you have only seen this signer.
} It is the same signer as then; who that is, you have not said.
note-no-file-compared = No file was compared. Only the statement itself was checked.
note-broad-entry = Your entry “{ $label }” is very wide: it fits many signers.
note-build-record-differs = The build record and the certificate it was signed with say different things. The Statement tab shows which.
note-self-hosted-builder = The build ran on a machine of the publisher's own, not of the build service.
note-public-log-absent = The signing does not stand in a public log.
note-account-changed = Same name as in earlier checks, but a different account: { $before } before, { $now } now.
note-signer-changed = Earlier versions were signed by { $before }. This one was signed by { $now }.
note-issuer-changed = The name is as before, but another login service vouches for it: { $before } before, { $now } now.
note-signature-missing = Earlier versions of this file were signed by { $before }.
note-digest-moved = A different file with this name and version was checked before.
note-workflow-changed = The source is as before, but another workflow signed: { $before } before, { $now } now.
note-runner-changed = The build ran on another kind of machine than before: { $before } before, { $now } now.
note-trigger-changed = The build was started differently than before: by { $before } before, by { $now } now.
note-ref-kind-changed = The build was made from { $before } before, and from { $now } now.
note-log-dropped = Earlier versions stood in a public log. This one does not.
note-timestamp-dropped = Earlier versions carried the stamp of a time service. This one does not.
note-trust-data-dated = Checked with trust data of { $date }, which is { $days ->
    [one] one day
   *[other] { $days } days
} old. It can be updated in the settings.
note-older-than-seen = You checked a later version before: { $before }.
note-other-name = The checksum list has this file under another name.
# $name is what a saved image calls itself, $signed what the signer called it.
note-image-name-differs = In the file this image is called “{ $name }”, but what was signed calls it “{ $signed }”.
note-files-not-covered = { $number ->
    [one] One file in this folder is not covered by the signature: “{ $path }”.
   *[other] { $number } files in this folder are not covered by the signature, among them “{ $path }”.
}
note-weak-checksum-ignored = The checksum list also gives sums of a kind that no longer counts. They were ignored.
note-first-seen = This is the first time you check something signed for this product.
note-unusual-characters = This name contains hidden or unusual characters. They are shown as codes.
note-name-double-extension = The name ends like a program but is made to look like a document.
note-name-hidden-extension = The real ending of this name is { $extension }. The name may look as if it ended differently.

## Why: the plain lines, worst outcome of the checks behind each

why-file = { $outcome ->
   *[held] The file is exactly the one that was signed.
    [unproven] The file fits the signature. Who made that signature was not proven.
    [failed] The file is not shown to be the one that was signed.
    [not-done] It was not checked whether the file is the one that was signed.
}
# Of a checksum list that names the file.
why-list-file = { $outcome ->
   *[held] The checksum list is exactly the one that was signed.
    [unproven] The checksum list fits the signature. Who made that signature was not proven.
    [failed] The checksum list is not shown to be the one that was signed.
    [not-done] It was not checked whether the checksum list is the one that was signed.
}
why-folder = { $outcome ->
   *[held] Every file in the folder that the signature covers is exactly as it was signed, and none is missing or was added.
    [unproven] The folder fits the signature, file by file. Who made that signature was not proven.
    [failed] The folder is not shown to be the one that was signed.
    [not-done] It was not checked whether the folder is the one that was signed.
}
why-folder-difference = { $difference ->
   *[changed] “{ $path }” was changed.
    [missing] “{ $path }” is missing.
    [unlisted] “{ $path }” was not signed.
    [link] “{ $path }” is a link, and the signature does not allow it.
}
why-folder-left-out = “{ $path }” is not covered by the signature.
why-folder-left-out-more = { $number ->
    [one] One more is not covered.
   *[other] { $number } more are not covered.
}
why-folder-more = { $number ->
    [one] One more differs.
   *[other] { $number } more differ.
}
why-image = { $outcome ->
   *[held] The digest of the image is exactly the one that was signed.
    [unproven] The image fits the signature. Who made that signature was not proven.
    [failed] The image is not shown to be the one that was signed.
    [not-done] It was not checked whether the image is the one that was signed.
}
why-image-index = What was signed is the list of all platforms, and this platform's image stands in it by its digest.
why-digest = { $outcome ->
   *[held] The digest is exactly the one of the file that was signed.
    [unproven] The digest fits the signature. Who made that signature was not proven.
    [failed] The digest is not shown to be the one of the file that was signed.
    [not-done] It was not checked whether the digest is the one of the file that was signed.
}
why-statement = { $outcome ->
   *[held] The statement is exactly the one that was signed. No file was compared.
    [unproven] The statement fits the signature. Who made that signature was not proven.
    [failed] The statement is not shown to be the one that was signed.
    [not-done] It was not checked whether the statement is the one that was signed.
}
why-signer = { $outcome ->
   *[held] Who signed: { $who }.
    [failed] Claims to be { $who }. This was not proven.
    [not-done] Claims to be { $who }. This was not proven.
}
why-signer-unnamed = { $outcome ->
   *[held] The key that was given made the signature.
    [failed] Who signed is not proven.
    [not-done] Who signed was not checked.
}
why-service = { $outcome ->
   *[held] The signing service is one this app knows, and it issued the certificate.
    [failed] The signer's certificate does not hold.
    [not-done] The signer's certificate could not be checked to its end.
}
why-time = { $outcome ->
   *[held] Signed on { $time }, within the dates of the signer's certificate.
    [failed] The signing time is not proven.
    [not-done] The signing time was not checked.
}
why-time-outside = The signing time is not within the dates of the signer's certificate.
why-time-of-key = { $outcome ->
   *[held] Signed on { $time }.
    [failed] The signing time is not proven.
    [not-done] The signing time was not checked.
}
why-time-key = { $outcome ->
   *[held] When it was signed does not matter for a key without dates.
    [failed] The signing time is not proven.
    [not-done] The signing time was not checked.
}
why-log = { $outcome ->
   *[held] The signing stands in the public log.
    [failed] It is not shown that the signing stands in the public log.
    [not-done] It was not checked whether the signing stands in the public log.
}
why-evidence = { $outcome ->
   *[held] The signature file is complete and well formed.
    [failed] The signature file is not in order.
    [not-done] The signature file could not be read to its end.
}
why-demands = { $demands ->
   *[all] Demanded by { $instance }: a proven signing time, an entry in a public log, and proof that the certificate was publicly logged.
    [log] Demanded by { $instance }: a proven signing time and an entry in a public log. It logs no certificates.
    [certificate-log] Demanded by { $instance }: a proven signing time, and proof that the certificate was publicly logged. It keeps no log of signatures.
    [time] Demanded by { $instance }: a proven signing time. It keeps no public logs, so nobody else can see what was signed.
    [key] Of a signature with a key, nothing more is demanded. Log entries and time stamps are checked where there are any.
}
why-listed = Fits your list entry “{ $label }”.
why-named-signer = The signer is the one you named.
why-other-signer = The signer is not the one you named.
look-alike-named = Looks like the signer you named: the signer has “{ $proven }”, you named “{ $listed }”.
why-listed-key = The signature was made with the key you gave.
why-not-listed = No entry of your list fits.
near-miss = Nearest entry “{ $label }”: { $difference ->
   *[whole] another identity
    [account] the same name, but another account number
    [disabled] switched off
    [unreviewed] imported and not reviewed yet
    [scope] not for files like this one
    [runner] built on another kind of machine
    [trigger] the build was started by another event
    [source-ref] built from another branch, tag or commit
    [source-repository] built from another repository
    [expired] its last day has passed
    [claim] not for this kind of signature
    [san-kind] another kind of name
    [reference] another branch, tag or commit
    [path] another workflow
    [repository] another repository
    [mailbox] another mailbox
    [owner] another owner
    [host] another host
    [issuer] another login service
    [instance-not-named] it fits but for the signing service: this was signed through “{ $instance }”, which the entry does not name
    [instance-missing] it fits but for the signing service: this was not signed through the one that the entry names
}.
look-alike = Looks like your entry “{ $label }”: the signer has “{ $proven }”, your list has “{ $listed }”.
why-list-not-asked = Your list was not asked, because no signer was proven.
why-target-problem = { $outcome ->
   *[not-done] The file could not be checked.
}
why-search = Looked for a signature here: { $looked }.
why-search-skipped = Not looked here: { $skipped }.

looked-beside = next to the file, under the usual names and by content
looked-handed = handed over together with the file
looked-both = next to the file, under the usual names and by content, in checksum lists there, and handed over together with it
looked-registry = attached to the image in its registry, under the usual tags and among what refers to it
looked-saved = attached to the image in the same file or folder
skipped-registry = in other repositories
skipped-saved = in a registry
looked-both-and-online = next to the file, under the usual names and by content, in checksum lists there, handed over together with it, and online
looked-handed-and-online = handed over together with the file, and online
skipped-online = online
skipped-online-rest = further places online
skipped-beside-and-online = next to the file, and online

## The six lines of a summary for reading aloud or pasting

summary-file = File: { $name } ({ $size })
summary-name = File: { $name }
summary-digest = Digest: { $name }
summary-result = Result: { $headline }
summary-signer = Signer: { $who }
summary-no-signer = Signer: not proven
summary-when = Signed: { $time }
summary-no-time = Signed: no proven time
summary-trust-data = Trust data: { $name }
summary-checked = Checked: { $time } with Whence { $version }, short code { $code }
