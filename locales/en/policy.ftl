# Sentences about the policies of other tools: what is imported, what is exported, and what is left out.

## Policies of other tools

policy-format-cluster-image-policy = ClusterImagePolicy of Sigstore Policy Controller
policy-format-kyverno-cluster-policy = ClusterPolicy of Kyverno
policy-format-kyverno-image-validating-policy = ImageValidatingPolicy of Kyverno
policy-format-connaisseur = values of Connaisseur
policy-format-ratify = trust policies of Ratify

policy-why-unknown-key = This program does not know the key “{ $place }”, which may ask for more than an entry can.
policy-why-shape = Another kind of value was expected at “{ $place }”.
policy-why-invalid = The tool itself would refuse what stands at “{ $place }”.
policy-why-twice = “{ $place }” says the same thing in two ways at once.
policy-why-other-document = This document is no policy about signatures.
policy-why-other-rule = “{ $place }” is a rule about something other than signatures.
policy-why-no-signer = No signer is named at “{ $place }”.
policy-why-issuer-missing = “{ $place }” names no login service, so any would do. An entry needs exactly one.
policy-why-issuer-open = “{ $place }” leaves the login service open. An entry needs exactly one.
policy-why-issuer-not-an-address = The login service of “{ $place }” is not an https address.
policy-why-identity-missing = “{ $place }” names no identity, so anybody with an account at the login service would do.
policy-why-identity-shape = The identity of “{ $place }” is neither a web address nor a mail address nor a user of a domain.
policy-why-identity-too-open = The identity of “{ $place }” leaves its host or owner open, which no entry can.
policy-why-expression-unanchored = The expression of “{ $place }” also fits names that merely contain what it describes.
policy-why-expression-syntax = The expression of “{ $place }” may mean something else to this program.
policy-why-wildcard = “{ $place }” has a sign for any single character, which entries do not have.
policy-why-extensions = “{ $place }” compares further facts of the certificate in a way entries cannot.
policy-why-key-elsewhere = The key of “{ $place }” is not in the policy.
policy-why-key-unreadable = “{ $place }” holds no public key that this program can check with.
policy-why-private-instance = “{ $place }” relies on another signing service than the public one.
policy-why-other-signature = “{ $place }” is about another kind of signature.
policy-why-static-action = “{ $place }” decides without looking at signatures.
policy-why-several-needed = “{ $place }” needs some of several signers at once. A rule can ask for all of them only.
policy-why-others-too = Other rules of the file are for some of the images of “{ $place }”, and the tool asks for what each of them asks. On your list one of the entries is enough there.
policy-why-attestations = “{ $place }” asks for signed statements and what they say.
policy-why-annotations = “{ $place }” asks for notes inside the signature.
policy-why-policy-language = “{ $place }” holds a rule in a language that this program does not evaluate.
policy-why-image-tag = “{ $place }” is about certain versions of an image only. Entries are about all of them.
policy-why-image-by-tag = “{ $place }” is about images named by tag. The entry counts for them by digest as well.
policy-why-image-pattern = The image pattern of “{ $place }” has no equal in an entry.
policy-why-image-without-registry = The image pattern of “{ $place }” names no registry.
policy-why-image-exceptions = “{ $place }” takes some images out again, which entries cannot.
policy-why-shadowed = For some images of “{ $place }” another rule of the policy may count instead.
policy-why-workload-filter = “{ $place }” limits the policy to some workloads. The entry counts whatever runs the image.
policy-why-enforcement = “{ $place }” is about what the cluster does with the outcome.
policy-why-evidence-detail = “{ $place }” is about where evidence is found or how strictly it is checked, which this program decides itself.
policy-why-not-an-entry = The list cannot hold what stands at “{ $place }”.

policy-refused-too-large = The file is larger than policies are.
policy-refused-broken = The file is neither YAML nor JSON from line { $line } on.
policy-refused-too-deep = The file is nested too deeply in line { $line }.
policy-refused-too-many = The file has more values than policies have.
policy-refused-aliases = The file has anchors, aliases or tags of YAML in line { $line }, by which a small file can stand for a very large one.
policy-refused-key-twice = The file has a key twice in line { $line }.
policy-refused-unknown-format = The file holds no policy that this program understands.

policy-left-out-not-in-force = The entry does not count now, so it is left out.
policy-left-out-expires = The entry has a last day, which this format does not have.
policy-left-out-claim = The entry does not count for signatures.
policy-left-out-account-numbers = The entry compares account numbers, which this format does not.
policy-left-out-conditions = The entry compares facts of the build, which this format does not.
policy-left-out-key = This format needs the key itself, or holds no keys.
policy-left-out-expression = The tool may read the regular expression of the entry differently.
policy-left-out-no-images = The entry is for files or packages, and this format is about images.
policy-left-out-image-pattern = This format has no equal for the image pattern of the entry.
policy-left-out-together = A rule of your list asks for further signers beside this one, and alone it would be enough.
policy-left-out-same-images = An earlier entry is for some of the same images, and this format has one signer for each.
