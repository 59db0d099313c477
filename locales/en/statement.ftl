# What signed statements say: kinds of predicates, build records, fields. A label never claims that its value
# is true; the standing beside the value says whether it was checked.

## The kind of a predicate
predicate-kind = { $kind ->
   *[unknown] A kind of statement this app has no words for. It is shown as it stands.
    [build-record] A build record (SLSA provenance): how this was built, as its author states it.
    [verification-summary] A summary of a verification (SLSA VSA): that somebody checked something. This app did not repeat their check.
    [vulnerability-scan] The result of a search for known vulnerabilities, as of the day of the search.
    [vex] A statement about vulnerabilities (OpenVEX): which of them concern this product, as its author states it.
    [test-result] The result of tests, as its author states it.
    [release] A release record: under which name this was published.
    [attribute-report] A report about attributes (SCAI), as its author states it.
    [link] One step of a supply chain (in-toto link).
    [layout] The steps of a supply chain (in-toto layout).
    [reference] Where to find documents about this.
    [runtime-trace] What a process did while it was watched.
    [simple-verification-result] A short result of a verification (SVR). This app did not repeat it.
    [spdx] A parts list (SPDX).
    [cyclonedx] A parts list (CycloneDX).
    [cosign-signature] A signature in the form of a statement. It says nothing beyond the signature.
    [cosign-custom] Something the signer attached (cosign, custom).
    [publish-record] A publish record: that this was published to a registry of packages, as its author states it.
    [model-files] The files of a model (OpenSSF model signing).
    [git-object] A commit or tag (gitsign).
}
predicate-outcome = { $outcome ->
   *[verification-failed] It says that the verification failed.
    [tests-failed] It says that tests failed.
    [tests-warned] It says that tests passed with warnings.
    [nothing-found] It lists no vulnerability: the search knew of none on its day.
}
block-metablock = In-toto, before its statements
block-metablock-document = The document
fact-metablock-key = Key that is said to have signed it
statement-of-nobody = What this file says
metablock-kind = { $kind ->
   *[layout] A layout of in-toto: which steps a supply chain must have, and who may take them. This app shows it and does not verify it: neither who signed it nor whether the steps were taken.
    [link] A link of in-toto, in the form before its statements: what one step was given and what it made. This app shows it and does not check who signed it.
}
statement-unsigned = Nobody signed this statement. What it says is a claim by nobody in particular.

## Build records. Where the certificate says the same, the value is marked as checked.
block-build-record = How it was built
block-build-own = { $own ->
   *[external] What the person who started the build chose (external parameters)
    [internal] What the build service set itself (internal parameters)
    [steps] The steps of the build (build configuration)
}
record-repository = Source repository
record-reference = Branch or tag
record-commit = Commit
record-workflow = Build instructions
record-builder = Builder
record-runner = Kind of build machine
record-trigger = Started by
record-invocation = Run
record-repository-id = Number of the repository
record-owner-id = Number of the owner
fact-build-type = Kind of build (build type)
build-type = { $type ->
   *[unknown] unknown
    [github-workflow] workflow of GitHub Actions
    [slsa-generator] build service of the SLSA project
    [container-based] build in a container (SLSA project)
    [npm-github] npm on GitHub Actions
    [npm-gitlab] npm on GitLab
    [tekton] Tekton
    [buildkit] BuildKit
    [cloud-build] Google Cloud Build
} ({ $address })
build-type-unknown = The kind of build is unknown to this app, so that its parameters are shown without being read.
fact-build-started = Begun
fact-build-finished = Ended
record-differs = The record and the certificate it was signed with say different things. Only what the certificate says was proven.
block-record-differences = Where they differ
record-says = { $part }, as the record says
certificate-says = { $part }, as the certificate says

## The build level is derived from who signed, never read from the record.
build-level-row = { $row ->
   *[slsa-generator] a build service of the SLSA project, at a released version
    [slsa-delegator] a build service of the SLSA project that lets another of its services sign
    [bazel-publisher] the publishing service of the Bazel project
    [npm-hosted] npm on a machine of GitHub
    [npm-self-hosted] npm on a machine of its owner
    [github-hosted] a workflow's own record, made on a machine of GitHub
    [github-self-hosted] a workflow's own record, made on a machine of its owner
    [gitlab-runner] npm on a runner of GitLab
}
build-level-listed = Consistent with SLSA Build L{ $level } as produced by a builder you trust at L{ $level }: { build-level-row }. The level follows from who signed, by this app's table of { $date }; what the record says of its own level was not read.
build-level-unlisted = It would be consistent with SLSA Build L{ $level } as produced by a builder you trust at L{ $level }: { build-level-row }. Nobody on your list signed this record. The level follows from who signed, by this app's table of { $date }.
build-level-at-most-one = SLSA Build L1 at most, and that by the signer's own word: this signer and builder do not stand together in this app's table of { $date }.
build-level-contradicted = No SLSA build level: the record contradicts the certificate it was signed with.
build-level-unproven = No SLSA build level: who signed the record was not proven.
build-level-unsigned = Nobody signed this build record. At most it is somebody's claim of SLSA Build L1.

## Groups of fields
groups-left-out = { $number } more groups are not listed here. The document below has them.
group-builder = The builder
group-instructions = Where the build instructions came from
group-builder-dependency = What the builder was made of, { $number }
group-dependency = What went into the build, { $number }
group-byproduct = What else came out of the build, { $number }
group-completeness = How complete the record says it is
group-summary = Summary
group-input = What the verification looked at, { $number }
group-scan = The search
group-vulnerability = Vulnerability, { $number }
group-document = The document
group-test = The tests
group-configuration = Configuration of the tests, { $number }
group-release = The release
group-producer = Who reports
group-attribute = Attribute, { $number }
group-step = The step
group-material = What went into the step, { $number }
group-product = What the step made, { $number }
group-layout = The layout
group-layout-step = Step, { $number }
group-inspection = Inspection, { $number }
group-layout-key = Key, { $number }
group-attester = Who refers
group-reference = Reference, { $number }
group-trace = The trace
group-trace-network = Connection, { $number }
group-trace-file = File that was opened, { $number }
group-trace-process = Process, { $number }
group-policy = Rules of the verification, { $number }
group-content = What was attached
group-publication = The publication
group-serialization = How the files were put together
group-model-file = File of the model, { $number }
group-commit = The commit or tag

## Fields
field-named = { $field } ({ $name })
field-version = Version
field-name = Name
field-address = Address
field-download = To be fetched from
field-annotation = Note
field-digest = Digest
field-media-type = Kind of content
field-complete = Said to be complete
field-reproducible = Said to be reproducible
field-result = Result
field-levels = Levels
field-resource = What it is about
field-verifier = Who verified
field-verifier-version = Version of the verifier
field-time-verified = Verified at
field-policy = Rules
field-policy-digest = Digest of the rules
field-dependency-levels = Levels of the dependencies
field-slsa-version = Version of SLSA
field-scanner = Scanner
field-database = Database
field-database-version = Version of the database
field-database-updated = Database of
field-started = Begun
field-finished = Ended
field-invocation = Run
field-event = Event
field-parameter = Parameter
field-entry-point = Instructions
field-defined-in = Number of the material with the instructions, from 0
field-builder = Builder
field-vulnerability = Vulnerability
field-vulnerability-alias = Also known as
field-vulnerability-description = Description
field-severity = Severity
field-document-id = Name of the document
field-statement-id = Name of this part
field-author = Author
field-author-role = Role of the author
field-author-address = Address of the author
field-time = Time
field-updated = Updated
field-tool = Tool
field-status = Status
field-status-notes = Notes on the status
field-justification = Justification
field-impact = Impact
field-action = What to do, in the author's words
field-product = Product
field-product-name = Product, by other names
field-product-digest = Digest of the product
field-product-part = Part of the product
field-test-failed = Test that failed
field-test-warned = Test with a warning
field-test-passed = Test that passed
field-package-url = Package
field-package-number = Number of the package
field-release-number = Number of the release
field-tag = Tag
field-repository = Repository
field-repository-number = Number of the repository
field-owner-number = Number of the owner
field-attribute = Attribute
field-target = About
field-target-address = Address of what it is about
field-target-digest = Digest of what it is about
field-condition = Condition
field-basis = Based on
field-basis-address = Address of that
field-basis-digest = Digest of that
field-basis-media-type = Kind of content of that
field-expires = Holds until
field-readme = Note
field-signatures-needed = Signatures it must have
field-signing-key = Key that may sign
field-signing-name = Name that may sign
field-command = Command, part by part
field-byproduct-value = By-product
field-environment = Environment
field-attester = Who refers
field-monitor = Monitor
field-monitor-configuration = Configuration of the monitor
field-monitor-rules = Rule of the monitor
field-process = Process
field-host = Host
field-network-address = Network address
field-port = Port
field-protocol = Protocol
field-program = Program
field-arguments = Arguments, one by one
field-property = Property
field-content = Content
field-registry = Registry
field-channel = Channel
field-method = Method
field-hash = Hash function
field-links-allowed = Links allowed
field-ignored = Left out
field-digest-value = Digest
field-tree = Tree
field-parent = Parent
field-committer = Committer
field-committer-address = Address of the committer
field-committed = Committed
field-tagged-object = What is tagged
field-tagged-kind = Kind of what is tagged
field-tagger = Tagged by
field-tagger-address = Address of who tagged
field-tagged = Tagged
field-message = Message
