# The evidence tabs, the recorded values of checks, and the kinds of content. Standard terms stand in
# brackets for those who look them up.

## One line about a piece of evidence
evidence-summary = { $claim ->
   *[signature] Signature
    [build-record] Build record
    [parts-list] Parts list
    [publish-record] Publish record
    [statement] Statement
} (Sigstore bundle { $version }): { $state ->
   *[listed] complete, signer on your list
    [unlisted] complete, signer not on your list
    [named-signer] complete, by the signer you named
    [other-signer] complete, not by the signer you named
    [given-key] complete, made with the key you gave
    [failed] does not hold
    [could-not-check] could not be checked
}
# A checksum list without a signature that could be checked.
evidence-list = Checksum list{ $wrapped ->
   *[plain] {""}
    [openpgp] {" "}(in an OpenPGP message)
}: { $state ->
   *[open] could not be compared
    [unsigned] the file is as it says; signed by nobody
    [differs] the file is not as it says
    [absent] does not name the file
    [other-name] has the file under another name
    [weak] only sums that no longer count
}
evidence-unreadable-at = { $code ->
   *[evidence-unreadable] The signature file cannot be read: { $detail }
    [format-unsupported] Not a form of signature this app reads: { $detail }
    [limit-exceeded] The signature file is too large: { $detail }
}
evidence-not-looked-into = This evidence was not looked into.

## Headings
block-identity = What the certificate says of the signer
block-validity = Dates
block-chain = Chain of certificates
block-key = Key and numbers
block-fulcio-fields = All fields of the signing service (Fulcio extensions)
block-sct = Proof of public issuance { $number } (SCT)
block-entry = Log entry { $number }
block-entry-body = What the entry records
block-inclusion-proof = How the proof adds up (inclusion proof)
block-checkpoint = The log's signed state (checkpoint)
block-set = The log's promise (signed entry timestamp)
block-timeline = Times and the dates of the certificate
block-times = Times
block-token = Time stamp { $number } (RFC 3161 token)
block-statement = Statement (in-toto)
block-subject = What it is about, { $number }
block-subject-this-file = What it is about, { $number }: this file
block-predicate = What it says (predicate)
block-signature = Signature

## The signer's certificate
certificate-none = There is no certificate: the file was signed with a key of the publisher's own.
fact-identity = Signer (subject alternative name)
fact-identity-kind = Kind of name
name-kind-email = e-mail address
name-kind-uri = address (URI)
name-kind-other-name = user name
name-kind-dns = host name
name-kind-ip = network address
name-kind-unsupported = another kind
fact-issuer = Login service (issuer)
fact-service = Known as
fact-not-before = Counts from
fact-not-after = Counts until
fact-signed-inside = Signed within these dates
fact-signed-outside = Signed outside these dates
chain-signer = Signer
chain-intermediate = Signing service, from the trust data
chain-root = Root, from the trust data
fact-subject-name = Name
fact-issuer-name = Issued by
fact-fingerprint = Fingerprint (SHA-256)
fact-key-algorithm = Kind of key
key-unsupported = not one this app checks
fact-key-fingerprint = Fingerprint of the key (SHA-256 of SPKI)
fact-serial = Serial number
fact-signature-algorithm = Method of the issuer's signature
fact-extended-key-usage = Made for (extended key usage)
fact-sct-log = Certificate log (log ID)
fact-sct-time = Promised at
fact-sct-signature = Signature of the log

## Fields of the signing service
claim-issuer = Login service
claim-issuer-v1 = Login service (old field)
claim-github-workflow-trigger = Event that started the workflow (old field)
claim-github-workflow-sha = Commit of the workflow (old field)
claim-github-workflow-name = Name of the workflow (old field)
claim-github-workflow-repository = Repository of the workflow (old field)
claim-github-workflow-ref = Branch or tag of the workflow (old field)
claim-build-signer-uri = Build instructions that signed
claim-build-signer-digest = Commit of those
claim-runner-environment = Where the build ran
claim-source-repository-uri = Source repository
claim-source-repository-digest = Commit of the source
claim-source-repository-ref = Branch or tag of the source
claim-source-repository-identifier = Number of the repository
claim-source-repository-owner-uri = Owner of the repository
claim-source-repository-owner-identifier = Number of the owner
claim-build-config-uri = Top-level build instructions
claim-build-config-digest = Commit of the top-level build instructions
claim-build-trigger = What started the build
claim-run-invocation-uri = The run itself
claim-source-repository-visibility-at-signing = Repository was, when signed
claim-deployment-environment = Deployed to
claim-token-subject = Subject of the login
claim-unknown = Unknown field { $oid }
value-unreadable = cannot be read

## The log entry
log-none = This signature does not stand in a public log.
fact-log = Log
fact-log-id = Log (log ID)
fact-log-index = Index over the whole log
fact-tree-index = Index in this part of the log
fact-tree-size = Size of this part of the log
fact-entry-kind = Kind of entry
fact-logged-at = Logged at
fact-entry-body = Body of the entry
fact-entry-digest = Digest of what was signed
fact-entry-envelope = Digest of the whole envelope
fact-entry-signature = Signature
fact-entry-certificate = Fingerprint of the certificate (SHA-256)
fact-entry-key = Fingerprint of the key (SHA-256)
fact-set = Signature of the log
fact-payload-type = Type of content (payload type)

## Times
times-none = This signature carries no time that another service vouches for.
time-stamped = Stamped by a time service
time-logged = Logged by the public log
fact-token = Time stamp
token-refused = the service refused to stamp
fact-token-time = Time
fact-token-imprint = Digest that was stamped (message imprint)
fact-token-imprint-algorithm = Method of that digest
fact-token-policy = Rules of the service (policy)
fact-token-serial = Serial number of the time stamp
fact-token-accuracy = Accurate to
fact-token-nonce = Number of the request (nonce)

## The statement, or the plain signature
statement-none = There is no signed content.
statement-plain-signature = The file itself was signed. There is no statement about it.
fact-claim-kind = Kind
claim-kind = { $claim ->
   *[statement] statement
    [signature] signature over the file
    [build-record] build record (provenance)
    [parts-list] parts list (SBOM)
    [publish-record] publish record
}
fact-statement-type = Form of the statement
fact-predicate-type = Kind of what it says (predicate type)
fact-subject = Name
fact-subject-uri = Address
fact-subject-digest = Digest ({ $algorithm })
fact-subject-annotation = Note ({ $name })
fact-signature = Signature
fact-message-digest-algorithm = Method of the stated digest
fact-message-digest = Stated digest
subjects-left-out = { $number } more are not listed here.
predicate-none = The statement says nothing further.

## Exact bytes
raw-evidence = The signature file as it came
raw-payload = Statement, as it was signed
raw-signature = Signature
raw-certificate = Signer's certificate
raw-entry-body = Body of log entry { $number }
raw-checkpoint = Signed state of the log, entry { $number }
raw-set = Promise of the log, entry { $number }
raw-token = Time stamp { $number }

## Values recorded with checks
item-certificate-window = Dates of the certificate
item-defect = What is wrong
item-extension = Unknown demand (critical extension)
item-changed = Changed
item-missing = Missing
item-unlisted = Not among the signed files
item-link = Link
item-files-listed = Files the signature lists
item-files-as-signed = Files as they were signed
item-files-left-out = Files the signature leaves out
item-left-out = Left out
item-files-changed = Files that changed
item-files-missing = Files that are missing
item-files-unlisted = Files that were not signed
item-links-not-allowed = Links that were not signed
item-file-digest = Digest of the file
item-further-certificates = Further certificates
item-hint = Key it names
item-imprint = Digest that was stamped
item-index-in-tree = Index in the tree
item-instance = Trust data used
item-other-instance = Other trust data at hand
item-chosen-by = Chosen by
item-certificate-logs-needed = Certificate logs needed
item-issuer = Login service
item-key-algorithm = Kind of key
item-key-window = Dates of the key
item-kind = Kind of entry, beside it
item-kind-in-body = Kind of entry, in it
item-kind-version = Version of the kind, beside it
item-kind-version-in-body = Version of the kind, in it
item-log = Log
item-log-id = Log ID
item-log-index = Index over the whole log
item-log-window = Dates of the log's key
item-logs = Logs that count
item-logs-needed = Logs needed
item-media-type = Format it names
item-form = Form of the signature file
item-names = Names in the certificate
item-now = Time of checking
item-origin = Name in the signed state
item-payload-type = Type of content
item-predicate-type = Kind of what it says
item-recorded = Digest the entry records
item-root = Root of the tree
item-scheme = Method of signing
item-service = Service
item-service-window = Dates of the service
item-signatures = Signatures
item-signed-digest = Digest that was signed
item-signers = Signers
item-sources = Sources that count
item-sources-needed = Sources needed
item-stated-digest = Digest stated in the signature file
item-stated-tree-size = Size of the tree, as stated
item-line = Line of the checksum list
item-listed-digest = Digest the checksum list gives
item-status = Answer of the service
item-subject = Place of this file in the statement, from 0
item-subjects = Files the statement names
item-time = Time
item-tree-size = Size of the tree, as signed
item-trust-data-dated = Trust data of
item-unproven-time = Time nobody vouches for
item-version = Version
item-witnesses = Other signatures
window-from = { $what }: from
window-until = { $what }: until
window-open = no end

## Kinds of content
content-folder = folder
content-empty = empty file
content-elf = Linux program
content-windows-program = Windows program
content-mac-program = Mac program
content-mac-or-java-program = Mac or Java program
content-debian-package = Debian package
content-rpm-package = RPM package
content-zip = zip archive or a format built on it
content-gzip = gzip archive
content-bzip2 = bzip2 archive
content-xz = xz archive
content-zstd = zstd archive
content-7z = 7z archive
content-tar = tar archive
content-pdf = PDF document
content-image = picture
content-wasm = WebAssembly module
content-office-or-installer = Office document or Windows installer
content-script = script
content-pem = certificate or key file
content-bundle = Sigstore bundle
content-json = JSON document
content-parts-list = Parts list (SBOM)
content-text = text
content-data = data

## Trust data
trust-data-built-in = Sigstore Public Good and GitHub, built in
trust-data-updated = Sigstore Public Good and GitHub, updated
trust-data-built-in-and-private = Sigstore Public Good and GitHub, built in, and services you added
trust-data-updated-and-private = Sigstore Public Good and GitHub, updated, and services you added
trust-data-public-good = Sigstore Public Good
trust-data-github = GitHub
trust-data-staging = Sigstore staging
chosen-by-only-one = there is no other
chosen-by-registry-key = the registry's key
chosen-by-authority = the authority that issued the certificate
chosen-by-log = the log of the entry
chosen-by-time-service = the service of the time stamp
chosen-by-demands = nothing in the evidence; it demands the most
chosen-by-order = nothing in the evidence; it is the first
trust-data-file = “{ $name }”, a file you chose
trust-data-built-in-broken = The built-in trust data cannot be read. Nothing can be checked until this app is replaced.
trust-data-file-broken = The trust data in “{ $name }” cannot be read: { $detail }. Nothing is checked until this is put right.
trust-data-file-too-large = The trust data in “{ $name }” is too large. Nothing is checked until this is put right.
trust-data-file-unreadable = The file with the trust data, “{ $name }”, cannot be read. Nothing is checked until this is put right.

## Settings and list
settings-broken = The settings could not be read and were set aside as “{ $name }”. The usual settings are in force.
settings-broken-at = The settings could not be read: line { $line }, column { $column }. They were set aside as “{ $name }”. The usual settings are in force.
settings-still-off = The network stays switched off, as that file said.
settings-unreadable = The settings cannot be read. The usual settings are in force.
settings-not-kept = The settings could not be kept.
list-unreadable = The list file cannot be read.

## An entry of the list
entry-identity = Signer
entry-kind = Kind of name
entry-issuer = Login service
entry-instance = Signing service
entry-claim = Counts for
entry-expires = Counts until before
entry-enabled = In use
entry-note = Note
entry-basis = How you know
entry-basis-link = Where it says so
entry-key-fingerprint = Key
entry-added-by = Added by
entry-added = Added

## Mistakes in the list file
list-problem-suggestion = { $problem } Did you mean “{ $suggestion }”?
list-problem-file-too-large = The file is larger than a list can be.
list-problem-not-utf8 = The file is not text in UTF-8.
list-problem-syntax = The file is not TOML here: { $found }
list-problem-schema-missing = The line “schema = 1” is missing.
list-problem-schema-unsupported = This app does not know the schema “{ $found }”.
list-problem-too-many-entries = The list has more entries than a list can have.
list-problem-unknown-key = There is no key “{ $found }”.
list-problem-key-missing = The key “{ $key }” is missing.
list-problem-expected-text = “{ $key }” needs a text in quotes.
list-problem-expected-list = “{ $key }” needs a list in brackets.
list-problem-expected-boolean = “{ $key }” needs true or false.
list-problem-expected-date = “{ $key }” needs a day such as 2027-01-01.
list-problem-expected-number = “{ $key }” needs a whole number.
list-problem-expected-table = “{ $key }” needs a table.
list-problem-empty = “{ $key }” is empty.
list-problem-too-long = “{ $key }” is too long.
list-problem-odd-characters = “{ $key }” holds hidden or unusual characters.
list-problem-not-ascii = “{ $key }” holds characters that a certificate cannot hold there.
list-problem-label-taken = The label “{ $found }” is taken by the entry in line { $other-line }.
list-problem-label-looks-alike = The label “{ $found }” looks like that of the entry in line { $other-line }.
list-problem-issuer-open = The issuer must be one exact address, without a star.
list-problem-issuer-not-an-address = The issuer must be an address that starts with https and names a host.
list-problem-id-shape = The id “{ $found }” may hold lower-case letters, digits and hyphens only.
list-problem-id-taken = The id “{ $found }” is taken by the entry in line { $other-line }.
list-problem-identity-missing = The entry does not say who the signer is: “identity”, “parts”, “identity-pattern”, “identity-regex” or a key.
list-problem-identity-twice = The entry says in two ways who the signer is. Only one can be there.
list-problem-regex-broken = The regular expression cannot be used: { $found }.
list-problem-too-many-regexes = The list has more regular expressions than a list can have.
list-problem-ref-unknown = “{ $found }” is neither a branch, tag or commit nor “*”, “refs/tags/*”, “refs/tags/v*” or “refs/heads/*”.
list-problem-part-shape = “{ $found }” cannot be a part of an address.
list-problem-not-for-keys = “{ $key }” is not for entries about a public key.
list-problem-key-unreadable = “{ $key }” is no public key that this app can check with.
list-problem-fingerprint-shape = “{ $found }” is no fingerprint: “sha256:” and 64 hexadecimal digits.
list-problem-number-shape = “{ $key }” needs digits only.
list-problem-runner-unknown = There is no kind of machine “{ $found }”.
list-problem-basis-unknown = There is no basis “{ $found }”.
list-problem-link-not-an-address = “{ $key }” needs an address that starts with https and names a host.
list-problem-too-many-items = “{ $key }” has more items than it can have.
list-problem-rule-without-scope = The rule names neither files nor images nor packages.
list-problem-identity-has-star = “identity” is exact and takes no star. Use “identity-pattern”.
list-problem-identity-not-of-kind = “{ $found }” is not a name of the kind the entry asks for.
list-problem-pattern-without-star = “identity-pattern” has no star. Use “identity”.
list-problem-pattern-character = “{ $found }” holds a character that patterns do not have.
list-problem-pattern-stars = “{ $found }” has stars in a way that patterns do not.
list-problem-pattern-not-for-kind = “identity-pattern” is not for the kind of name the entry asks for.
list-problem-pattern-too-open = “{ $found }” leaves open who the owner is. That would fit anyone.
list-problem-kind-unknown = There is no kind of name “{ $found }”.
list-problem-claim-unknown = There is no kind of claim “{ $found }”.
list-problem-claim-twice = The claim “{ $found }” is there twice.
list-problem-more-problems = There are more mistakes than are listed.
