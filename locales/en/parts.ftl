# Parts lists (SBOMs), for window and terminal alike. What ties a list to a file is said before what it says.
# $name, $text, $version, $who, $digest and $detail are text from outside.

## What ties a list to a file

parts-binding-signed-statement =
    { $target ->
       *[file] This parts list was signed for exactly this file.
        [digest] This parts list was signed for exactly this digest.
        [image] This parts list was signed for exactly this image.
    }
parts-binding-signed-document =
    { $target ->
       *[file] This parts list is signed, and it names the digest of exactly this file.
        [digest] This parts list is signed, and it names exactly this digest.
        [image] This parts list is signed, and it names a digest of exactly this image.
    }
parts-binding-digest-only =
    { $target ->
       *[file] This parts list is not signed. It names the digest of this file.
        [digest] This parts list is not signed. It names this digest.
        [image] This parts list is not signed. It names a digest of this image.
    }
parts-binding-name-only =
    { $target ->
       *[file] This parts list is not tied to this file: only the names look alike.
        [digest] This parts list is not tied to this digest: only the names look alike.
        [image] This parts list is not tied to this image: only the names look alike.
    }
parts-binding-untied =
    { $target ->
       *[file] This parts list cannot be tied to this file.
        [digest] This parts list cannot be tied to this digest.
        [image] This parts list cannot be tied to this image.
    }
sbom-binding-other =
    { $target ->
       *[file] This parts list is signed, but for a different file.
        [digest] This parts list is signed, but for a different digest.
        [image] This parts list is signed, but for a different image.
    }
parts-binding-other-digest =
    { $target ->
       *[file] This parts list is not signed, and it describes a different file.
        [digest] This parts list is not signed, and it describes something with a different digest.
        [image] This parts list is not signed, and it describes a different image.
    }
parts-binding-alone-signed = This parts list is signed. It was compared with no file.
parts-binding-alone-unsigned = This parts list is not signed. It is a claim by nobody in particular.

parts-signed-by =
    { $list ->
        [listed] Signed by { $who }, on your list.
       *[unlisted] Signed by { $who }, not on your list.
    }
parts-bound-to =
    { $what ->
       *[file] It was made for the digest that was asked for.
        [image-index] It was made for the image as a whole, with all its platforms (the digest of the index).
        [image-manifest] { $named ->
           *[no] It was made for the image on one platform (the digest of a manifest).
            [yes] It was made for the image on one platform, { $platform } (the digest of its manifest). It says nothing of other platforms.
        }
        [image-config] { $named ->
           *[no] It was made for the configuration of the image on one platform (the digest of a configuration), which names the layers.
            [yes] It was made for the configuration of the image on one platform, { $platform } (its digest), which names the layers. It says nothing of other platforms.
        }
    }
parts-bound-by = The digest that agrees: { $algorithm } { $digest }
parts-signature-unproven = There is a signature, but nothing is proven by it. It counts as not signed.
parts-signature-embedded = The document carries a signature of its own, which is not checked here.
parts-attached = { $worth ->
   *[unsigned] It was attached to the image without a signature. It is a claim by nobody in particular.
    [covered] It stands in the signed list of platforms, but was not signed by itself. Whoever built the image states it.
}
parts-claims-of-signer = What is in it is what its signer claims. Nothing of it was checked here.
parts-claims-about-other = What is in it is said about another file.
parts-claims-of-nobody = Anybody may have written what is in it.

parts-ladder = How firmly a parts list can be tied to a file
parts-ladder-signed-statement = A signed statement carries the list and names the file's digest.
parts-ladder-signed-document = The list itself is signed, and names the file's digest.
parts-ladder-digest-only = The list names the file's digest, but nobody signed it.
parts-ladder-name-only = Only the names look alike. That ties nothing.
parts-ladder-untied = Nothing ties the list to the file.

## Where a list comes from

parts-tab = Parts list (SBOM)
parts-pick = Which parts list
parts-origin-statement = in the statement that was looked at
parts-origin-itself = this is the file that was checked
parts-origin-attached = attached to the image, signed by nobody
parts-origin-beside = lies beside the file
parts-origin-together = dropped together with it
parts-origin-chosen = chosen to compare with
parts-reading = Reading the parts list…
parts-reading-cancel = Cancel
parts-refused-stopped = Reading was cancelled.
parts-refused-changed = This is no longer the parts list that was checked: its file has changed since.
parts-first-of = The file holds { $number } parts lists; this is the first.
parts-files = Files that were dropped with it
parts-files-show = Show the part
parts-file-listed =
    { $versioned ->
        [yes] listed in this parts list as { $name } { $version }
       *[no] listed in this parts list as { $name }
    }{ $more ->
        [0] {""}
        [one] , and once more
       *[other] , and { $more } times more
    }
parts-file-not-listed = not listed in this parts list
parts-file-no-digests = this parts list has no digests to compare it with

parts-refused-not-an-sbom = This is not a parts list in a known format.
parts-refused-not-supported = Parts lists as { $format } are known but not read here.
parts-refused-encoding = The parts list is no text in UTF-8 or UTF-16.
parts-refused-syntax = The parts list is broken at line { $line }: { $detail }
parts-refused-document-type = The parts list has a document type declaration. Such XML is not read.
parts-refused-too-deep = The parts list is nested too deeply at line { $line }: { $detail }
parts-refused-too-large = The parts list is larger than 512 MiB.
parts-refused-too-many = The parts list has more in it than is read, at line { $line }: { $detail }
command-parts-gone = This parts list is no longer kept. Hand the file over once more.
command-parts-not-copied = This cannot be copied. Save it to a file instead.
command-parts-not-saved = It could not be saved there.

## What the document says of itself

parts-about = What the list says of itself
parts-fact-format = Format
parts-format = { $name } { $version }
parts-fact-about = Describes
parts-name-version = { $name } { $version }
parts-name-alone = { $name }
parts-fact-name = Name of the document
parts-fact-created = Made at
parts-fact-author = Made by
parts-fact-supplier = Supplier
parts-fact-tool = Made with
parts-fact-lifecycle = Point of the life cycle
parts-fact-identifier = Serial number or namespace
parts-fact-version = Version of the document
parts-fact-licence = Licence of the document
parts-fact-profile = Conforms to
parts-fact-completeness = How complete it is
parts-completeness =
    { $about ->
        [0] { $aggregate }, of the whole
       *[other] { $aggregate }, of { $about } parts
    }
parts-fact-relations = Relations stated

## The views

parts-views = Views of the parts list
parts-view-table = Table
parts-view-tree = Tree
parts-view-gaps = Gaps
parts-view-licences = Licences
parts-view-suppliers = Suppliers
parts-view-vulnerabilities = Vulnerabilities
parts-view-problems = Problems
parts-view-counted = { $view } ({ $count })
sbom-no-relations = This parts list does not say which parts use which.

## The table

parts-table = Parts
parts-find = Find parts
parts-find-hint = Find by name, version, identifier, licence or supplier
parts-find-short = Find…
parts-group-by = Group by
parts-group-none = nothing
parts-group-licence = licence
parts-group-supplier = supplier
parts-group-without-licence = no licence stated
parts-group-without-supplier = no supplier stated
parts-group-count =
    { $number ->
        [one] one part
       *[other] { $count } parts
    }
parts-filter-relation = Place
parts-filter-kind = Kind
parts-filter-chosen = Only
parts-value = { $text }
parts-chosen-gap = without: { $element }
parts-chosen-vulnerable = with a vulnerability stated
parts-chosen-not-vulnerable = without a vulnerability stated
parts-all =
    { $number ->
        [one] One part
       *[other] { $count } parts
    }
parts-some = { $count } of { $all } parts
parts-clear = Show all parts
parts-save-csv = Save as CSV…
parts-save-json = Save as JSON…
parts-table-empty = This parts list has no parts.
parts-table-none = Nothing fits. Choose fewer filters or other words.
parts-plain = Show as pages of 100
parts-columns = Columns
parts-columns-reset = Columns as at first
parts-column-width = Width of { $column }
parts-column-name = Name
parts-column-version = Version
parts-column-kind = Kind
parts-column-licence = Licence
parts-column-supplier = Supplier
parts-column-relation = Place
parts-column-hash = Digest
parts-column-used-by = Used by
parts-column-uses = Uses
parts-column-identifier = Identifier (package URL)
parts-keys = Keys: arrows go from cell to cell, Enter opens a part or sorts by a heading, letters go to a name, Space chooses rows and Shift+arrows several, Shift+arrows on a heading set its width.
parts-no-name = without a name
parts-not-stated = not stated
parts-yes = yes
parts-no = no
parts-say-found =
    { $count ->
        [one] One part fits.
       *[other] { $count } parts fit.
    }
parts-say-copied =
    { $count ->
        [one] One row copied.
       *[other] { $count } rows copied.
    }
parts-say-saved = Saved.
parts-more =
    { $number ->
        [one] Show one more
       *[other] Show { $number } more
    }

## One part

parts-part-back = Part before
parts-part-close = Close
parts-side-used-by = Used by
parts-side-uses = Uses
parts-side-related = Otherwise related
parts-side-used-by-none = Nothing is stated to use it.
parts-side-uses-none = None stated.
parts-side-related-none = None stated.
parts-side-find = Find in: { $side }
parts-paths = Paths to the top
parts-paths-title = Paths to the top
parts-paths-none = No path leads from what the list is about to this part.
parts-paths-more = These are the { $number } shortest. There are more.
parts-related = Other relations
parts-facts = What the list says of it ({ $count })
parts-facts-omitted =
    { $number ->
        [one] One more is not shown.
       *[other] { $number } more are not shown.
    }
parts-remark-unconnected = Not reached from the top: nothing leads from what the list is about to this part.
parts-remark-undeclared = The list does not say what this part uses. That is not the same as using nothing.
parts-fact-group = Group
parts-fact-purl = Package URL
parts-fact-reference = Name within the list
parts-fact-scope = Scope
parts-scope-required = required
parts-scope-optional = optional
parts-scope-excluded = not delivered

parts-attribute-licence-id =
    { $who ->
        [declared] Licence, as its authors declare
        [concluded] Licence, as the list's author concluded
       *[unspecified] Licence
    }
parts-attribute-licence-name =
    { $who ->
        [declared] Licence by name, as its authors declare
        [concluded] Licence by name, as the list's author concluded
       *[unspecified] Licence by name
    }
parts-attribute-licence-expression =
    { $who ->
        [declared] Licence expression, as its authors declare
        [concluded] Licence expression, as the list's author concluded
       *[unspecified] Licence expression
    }
parts-attribute-hash = Digest, { $algorithm }
parts-attribute-cpe = CPE
parts-attribute-swid = SWID tag
parts-attribute-identifier = Other identifier
parts-attribute-location = Found at
parts-attribute-file-name = File name
parts-attribute-author = Author
parts-attribute-publisher = Publisher
parts-attribute-manufacturer = Manufacturer
parts-attribute-originator = Came first from
parts-attribute-contact = Contact
parts-attribute-description = Description
parts-attribute-copyright = Copyright
parts-attribute-website = Website
parts-attribute-download = Download
parts-attribute-source-code = Source code
parts-attribute-reference = Reference
parts-attribute-version-range = Versions
parts-attribute-language = Language or package system
parts-attribute-executable = Executable
parts-attribute-archive = Archive
parts-attribute-structured = Structured
parts-attribute-kind-name = Kind, in the list's word

parts-kind-application = application
parts-kind-framework = framework
parts-kind-library = library
parts-kind-container = container
parts-kind-platform = platform
parts-kind-operating-system = operating system
parts-kind-device = device
parts-kind-device-driver = device driver
parts-kind-firmware = firmware
parts-kind-file = file
parts-kind-snippet = part of a file
parts-kind-machine-learning-model = machine learning model
parts-kind-data = data
parts-kind-cryptographic-asset = cryptographic asset
parts-kind-service = service
parts-kind-source = source code
parts-kind-archive = archive
parts-kind-install = installer
parts-kind-package = package
parts-kind-other = other

parts-relation-root = top
parts-relation-direct = direct
parts-relation-transitive = transitive
parts-relation-unconnected = not reached from the top

parts-how-depends-on =
    { $way ->
        [in] needs it
       *[out] needed
    }
parts-how-build-depends-on =
    { $way ->
        [in] needs it to be built
       *[out] needed to build
    }
parts-how-dev-depends-on =
    { $way ->
        [in] needs it for development
       *[out] needed for development
    }
parts-how-runtime-depends-on =
    { $way ->
        [in] needs it to run
       *[out] needed to run
    }
parts-how-test-depends-on =
    { $way ->
        [in] needs it for tests
       *[out] needed for tests
    }
parts-how-optional-depends-on =
    { $way ->
        [in] can use it
       *[out] optional
    }
parts-how-provided-depends-on =
    { $way ->
        [in] needs it provided
       *[out] to be provided
    }
parts-how-contains =
    { $way ->
        [in] has it inside
       *[out] inside
    }
parts-how-nested =
    { $way ->
        [in] lists it inside
       *[out] listed inside
    }
parts-how-static-link =
    { $way ->
        [in] linked with it, static
       *[out] linked, static
    }
parts-how-dynamic-link =
    { $way ->
        [in] linked with it, dynamic
       *[out] linked, dynamic
    }
parts-how-provides =
    { $way ->
        [in] provides it
       *[out] provided
    }
parts-how-generated-from =
    { $way ->
        [in] made from it
       *[out] it is made from this
    }
parts-how-variant-of =
    { $way ->
        [in] a variant of it
       *[out] it is a variant of this
    }
parts-how-about =
    { $way ->
        [in] this is about that
       *[out] is about it
    }
parts-how-distribution-artifact =
    { $way ->
        [in] is distributed as this
       *[out] it is distributed as this
    }
parts-how-other = other relation

## The tree

parts-tree-hint = What each part uses. Arrows open and close, Enter shows a part. A part that stands above already is not opened again.
parts-tree-none = There is no tree, because this parts list does not say which parts use which.
parts-tree-above = shown above
parts-tree-uses =
    { $number ->
        [one] uses one
       *[other] uses { $count }
    }
parts-tree-more =
    { $number ->
        [one] One more
       *[other] { $count } more
    }
parts-tree-unconnected =
    { $number ->
        [one] One part is not reached from the top, so it is not in the tree.
       *[other] { $count } parts are not reached from the top, so they are not in the tree.
    }
parts-tree-unconnected-show = Show in the table
parts-tree-full = More than { $count } rows are open. Close some to open others.

## Gaps

parts-gaps-hint = What published lists of minimum elements ask for, counted in this document. A list without gaps can still be wrong.
parts-gaps-whose = As asked for by
parts-gap = Element
parts-gap-standing = In this list
parts-gap-show = Show
parts-gap-show-number = Show { $count } without
parts-gap-show-these = Show { $count } without: { $gap }
parts-gap-of = { $have } of { $of } parts
parts-gap-there = stated
parts-gap-missing = not stated
parts-gap-weak = only a tool is named
parts-gap-not-assessable = cannot be told from a file
parts-standard-ntia-2021 = NTIA, minimum elements (2021)
parts-standard-cisa-draft-2025 = CISA, minimum elements (draft of August 2025)
parts-standard-bsi-tr-03183-2 = BSI TR-03183-2 (2.1.0)
parts-element-supplier = supplier, publisher or manufacturer
parts-element-name = name
parts-element-version = version
parts-element-identifier = identifier (package URL, CPE or other)
parts-element-relationship = relations
parts-element-hash = digest
parts-element-licence = licence
parts-element-sha512 = SHA-512 digest
parts-element-file-name = file name
parts-element-creator-contact = e-mail or web address of its maker
parts-element-file-properties = executable, archive, structured
parts-element-spdx-licence = licence as SPDX identifier or expression
parts-element-author = author of the list
parts-element-timestamp = time of the list
parts-element-tool-name = tool that made the list
parts-element-generation-context = point of the life cycle
parts-element-root-relationship = relations of what the list is about
parts-element-author-contact = e-mail or web address of the author
parts-element-format-version = new enough format
parts-element-completeness = how complete the relations are
parts-element-no-vulnerabilities = no vulnerability data inside
parts-element-known-unknowns = what is not known is said to be unknown
parts-element-frequency = how often it is renewed
parts-element-depth = how deep it goes
parts-element-distribution = how it is handed out
parts-element-access-control = who may see it
parts-element-mistakes = how mistakes are handled

## Licences, suppliers

parts-find-licence = Find a licence
parts-find-supplier = Find a supplier
parts-values-licence =
    { $number ->
        [one] One licence, as written in the list
       *[other] { $count } licences, as written in the list
    }
parts-values-supplier =
    { $number ->
        [one] One supplier, as written in the list
       *[other] { $count } suppliers, as written in the list
    }

## Vulnerabilities, problems

parts-vulnerabilities-hint = As stated by the document. This app does not look for vulnerabilities.
parts-vulnerabilities-none = The document states none. That does not mean that there are none.
parts-vulnerability-status = State (VEX)
parts-vulnerability-justification = Reason
parts-vulnerability-severity = Severity
parts-vulnerability-source = Source of the name
parts-vulnerability-detail = Detail
parts-vulnerability-response = Response
parts-vulnerability-alias = Also known as
parts-vulnerability-elsewhere = Also about
parts-vulnerability-affects =
    { $number ->
        [0] About no part of this list
        [one] About one part:
       *[other] About { $count } parts:
    }
parts-and-more = and { $count } more
parts-problems-hint = What is wrong or odd in the document itself. It says nothing about the parts.
parts-problems-none = Nothing was found.
parts-problems-which = Which
parts-problems-all = All kinds · { $count }
parts-problems-show = Show the parts
parts-problems-dropped = { $count } more are not listed one by one.
parts-problem-line = line { $line }
parts-finding-duplicate-reference = The same name within the list twice
parts-finding-empty-reference = An empty reference
parts-finding-dangling-reference = A reference to nothing in the list
parts-finding-cycle = Parts that use each other in a circle
parts-finding-missing-field = A required field is missing
parts-finding-wrong-type = A value of another type than the format asks for
parts-finding-unknown-value = A value the format does not know
parts-finding-unknown-version = A version of the format that is not known here
parts-finding-duplicate-field = A field is there twice
parts-finding-conflicting-fields = Fields that exclude each other
parts-finding-invalid-purl = Not a package URL
parts-finding-invalid-cpe = Not a CPE name
parts-finding-unknown-licence = Not a licence of the SPDX list
parts-finding-invalid-licence-expression = Not an SPDX licence expression
parts-finding-licence-choice = A licence with neither or both of its forms
parts-finding-invalid-hash = Not a digest of its algorithm
parts-finding-invalid-timestamp = Not a date and time
parts-finding-invalid-serial-number = Not a serial number
parts-finding-duplicate-purl = The same package URL on several parts
parts-finding-no-root = The list does not say what it is about
parts-finding-no-relations = The list states no relations
parts-finding-embedded-signature = A signature inside the document, not checked here
parts-finding-unclosed-text = A text that is not closed

## Two lists side by side

parts-compare-with = Compare with { $name }
parts-compare-choose = Compare with another parts list…
parts-compare-earlier = Compare with one that was checked before…
parts-past = Parts lists that were checked before
parts-past-why = The history remembers where these files were and what they were, and keeps no copy of them.
parts-past-none = No other parts list is in the history. To compare with one, choose its file.
parts-past-gone = no longer there
parts-past-changed = changed since
parts-past-cancel = Cancel
parts-compare-these = Compare the two parts lists
parts-compare-title = What differs between two parts lists
parts-compare-before = Earlier
parts-compare-after = Later
parts-compare-swap = Swap earlier and later
parts-compare-now = now
parts-compare-changes = Ways to differ
parts-compare-find = Find by name
parts-compare-numbers =
    { $differing ->
        [one] One part differs
       *[other] { $different } parts differ
    }, { $staying ->
        [one] one is the same.
       *[other] { $same } are the same.
    }
parts-compare-same =
    { $number ->
        [one] Nothing differs: the one part is the same in both.
       *[other] Nothing differs: all { $count } parts are the same in both.
    }
parts-compare-name = Part
parts-compare-changes-column = Difference
parts-compare-version = Version
parts-compare-licence = Licence
parts-compare-hash = Digest
parts-comparing = Comparing…
parts-change-added = added
parts-change-removed = removed
parts-change-version = other version
parts-change-licence = other licence
parts-change-hash = other digest
