# What only the window says about the trusted identity list: the editor, trusting a signer, import, export.
# What an entry is and what is wrong with one is said elsewhere, for the terminal as well.

## The list

ui-signers-lead = A signer counts as on your list when every value of an entry fits exactly.
ui-signers-where = Where the list is
ui-signers-show = Show in folder
ui-signers-read-again = Read again
ui-signers-edit-text = The list is a text file. It can be changed here or with any text editor; the next check uses what was saved.
ui-signers-missing = There is no list yet. Until there is one, no signer counts as on your list.
ui-signers-missing-do = Add a signer here, or check a file and choose “Trust this signer…” under Why.
ui-signers-empty = The list has no entries. Until it has one, no signer counts as on your list.
ui-signers-problems =
    { $count ->
        [one] One mistake in the file
       *[other] { $count } mistakes in the file
    }
ui-signers-problems-kept = Until this is mended, the last list that could be read stays in force and cannot be changed here.
ui-signers-problems-none = Until this is mended, none of its entries counts, and it cannot be changed here.
ui-signers-problem-place = Line { $line }, column { $column }
ui-signers-entries =
    { $count ->
        [one] One entry
       *[other] { $count } entries
    }
ui-signers-found =
    { $count ->
        [0] No entry of { $all } fits the search
        [one] One entry of { $all } fits the search
       *[other] { $count } entries of { $all } fit the search
    }
ui-signers-none-found = No entry of your list fits the search.
ui-signers-find = Search the list
ui-signers-fingerprint = List fingerprint
ui-signers-fingerprint-about = Two lists with the same fingerprint have the same entries in force.
ui-signers-add = Add…
ui-signers-to-review =
    { $count ->
        [one] One imported entry does not count until you have looked at it.
       *[other] { $count } imported entries do not count until you have looked at them.
    }
ui-signers-managed = of your organisation
ui-signers-managed-fixed = This entry is kept by your organisation and cannot be changed here.
ui-signers-managed-list =
    { $count ->
        [one] List of your organisation, one entry:
       *[other] List of your organisation, { $count } entries:
    }
ui-signers-first-seen = first seen
ui-signers-pinned-chip = stops on change
ui-signers-has-findings = see remarks
ui-signers-until = until
ui-signers-never-used = never used
ui-signers-used = Last used
ui-signers-uses =
    { $count ->
        [one] fitted one file
       *[other] fitted { $count } files
    }
ui-signers-expires = No longer counts from
ui-signers-basis = How you know
ui-signers-on-change = When another signer signs the same product
ui-signers-not-pinned = tell me in a note
ui-signers-pinned = stop: do not count it as on my list
ui-signers-reviewed = I have looked at it: switch on
ui-signers-edit-entry = Edit…
ui-signers-enable = Switch on
ui-signers-disable = Switch off
ui-signers-delete = Delete
ui-key-delete = Del
ui-signers-changed-outside = The list was changed outside this window.
ui-signers-changed-text = The changes below are in force. If you did not expect them, find out who made them.
ui-signers-changed-missed = Therefore what you asked for was not done. Look at the changes, then try again.
ui-signers-changed-seen = I have seen this
ui-undo-too-late = The list was changed meanwhile, so this can no longer be taken back.
ui-standing-in-force = counts
ui-standing-disabled = switched off
ui-standing-to-review = to be looked at
ui-standing-expired = expired
ui-breadth-narrow = Narrow
ui-breadth-wide = Wide
ui-breadth-very-wide = Very wide
ui-part-fixed = fixed
ui-part-shaped = by pattern
ui-part-any = any
ui-part-anything = anything
ui-change-added = new
ui-change-changed = changed
ui-change-deleted = deleted
ui-change-same = unchanged
ui-change-before = before:
ui-change-after = now:
ui-change-more =
    { $count ->
        [one] One more entry differs.
       *[other] { $count } more entries differ.
    }
ui-starters =
    { $count ->
        [one] A well-known signer
       *[other] { $count } well-known signers
    }
ui-starters-about = They are not on your list. Compare with the project's own page before you add one.
ui-starters-use = Begin an entry…
ui-rules =
    { $count ->
        [one] One rule
       *[other] { $count } rules
    }
ui-rules-about = What a rule is for needs all signers it names. Rules are changed in the file.

## Testing an entry

ui-test = Test this entry
ui-test-running = Testing…
ui-test-result = What this entry accepts
ui-test-no-past = No file with a proven signer was checked yet, so there is nothing to try it on.
ui-test-past =
    { $past ->
        [one] accepts { $accepted } of your one past file
       *[other] accepts { $accepted } of your { $past } past files
    }
ui-test-look-alikes = refuses { $refused } of { $made } names made to look like it
ui-test-accepts = accepts
ui-test-refuses = refuses
ui-test-more =
    { $count ->
        [one] One more is not listed.
       *[other] { $count } more are not listed.
    }

## An entry, typed

ui-form-add = Add a signer
ui-form-edit = Edit
ui-form-begun = You have begun to change an entry and not saved it:
ui-form-begun-new = You have begun an entry and not saved it.
ui-form-continue = Go on
ui-form-discard = Throw away
ui-form-discarded = What you typed was thrown away.
ui-form-changed = What you typed is still here. Look at the changes; saving then writes your version over the entry.
ui-form-changed-gone = The entry is gone from the list. What you typed is still here; saving adds it as a new entry.
ui-form-label = Your name for this signer
ui-form-label-hint = It appears in results, reports and exports. Choose a name that you will recognise.
ui-form-who = Who it is
ui-form-form-exact = one name, letter by letter
ui-form-form-parts = a build workflow, part by part
ui-form-form-pattern = a name with stars
ui-form-form-regex = a regular expression
ui-form-form-key = a public key
ui-form-issuer = Login service (issuer)
ui-form-issuer-hint = The https address of the service that said who it is. Always exact.
ui-form-identity = Name in the certificate
ui-form-identity-hint = The address of a workflow, or an e-mail address.
ui-form-host = Service (host)
ui-form-owner = Owner
ui-form-repository = Repository
ui-form-any-repository = any repository of this owner
ui-form-workflow = Workflow file
ui-form-any-workflow = any workflow of the repository
ui-form-ref = Branch or tag
ui-form-ref-version-tags = any version tag
ui-form-ref-tags = any tag
ui-form-ref-branches = any branch
ui-form-ref-any = anything
ui-form-ref-exact = exactly one
ui-form-ref-name = Its full name
ui-form-ref-hint = For example refs/heads/main or refs/tags/v1.2.3.
ui-form-pattern = Name with stars
ui-form-pattern-hint = * stands for text within one part of an address, ** for text across parts.
ui-form-regex = Regular expression
ui-form-regex-hint = It has to describe the whole name. Few people can see what an expression leaves open.
ui-form-key = Public key
ui-form-key-hint = The block from BEGIN PUBLIC KEY to END PUBLIC KEY, or sha256: and 64 hex digits.
ui-form-key-file = File of the key
ui-form-width = How wide?
ui-form-means = What this entry says
ui-form-claims = What it counts for
ui-form-claims-hint = With none ticked it counts for everything they sign.
ui-claim-signature = a signature over the file
ui-claim-build-record = a build record
ui-claim-parts-list = a parts list (SBOM)
ui-claim-publish-record = a publish record
ui-claim-statement = another statement
ui-form-scope = Only for some files, images or packages
ui-form-scope-hint = With nothing here it counts for anything.
ui-form-files = File names
ui-form-files-hint = One a line; * stands for any characters.
ui-form-images = Container images
ui-form-images-hint = One a line, without tag.
ui-form-packages = Packages
ui-form-packages-hint = One a line, such as pkg:npm/name.
ui-form-basis-link = Where it says so
ui-form-basis-link-hint = The https address of the page.
ui-form-conditions = Further conditions of the certificate
ui-form-conditions-hint = A certificate that does not have a fact asked for here does not fit.
ui-form-owner-id = Account number of the owner
ui-form-owner-id-hint = It stays the same when the owner is renamed, and differs when somebody else takes the name.
ui-form-repository-id = Number of the repository
ui-form-instance = Signing service you added
ui-form-instance-hint = Its name, letter by letter. Without one, only the built-in signing services count.
ui-form-source-repository = Address of the source repository
ui-form-source-repository-hint = For a shared workflow it is another one than that of the workflow.
ui-form-source-ref = Branch or tag of the source
ui-form-runner = Machine of the build
ui-form-runner-any = any
ui-form-runner-hosted = of the build service
ui-form-runner-self-hosted = of its owner
ui-form-triggers = What may have started the build
ui-form-triggers-hint = One event a line, such as release.
ui-form-kind = Kind of name
ui-form-kind-auto = as it is written
ui-form-kind-uri = address (URI)
ui-form-kind-email = e-mail address
ui-form-kind-other-name = user name
ui-form-expires = No longer counts from
ui-form-expires-hint = A day such as 2027-01-01. Empty: it counts until you switch it off.
ui-form-note = Note
ui-form-enabled = counts now
ui-form-save = Save
ui-form-save-mine = Save my version
ui-form-mistakes =
    { $count ->
        [0] It could not be saved.
        [one] One thing is still missing or wrong.
       *[other] { $count } things are still missing or wrong.
    }
ui-gravity-note = Note
ui-gravity-warning = Careful
ui-gravity-mistake = Wrong
ui-finding-take = Use this

## Trust this signer

ui-trust-open = Trust this signer…
ui-trust-title = Trust a signer
ui-trust-lead = What you would trust
ui-trust-existing = Your list already has
ui-trust-update = update that entry
ui-trust-separate = add another entry
ui-trust-recommended = (recommended)
ui-trust-fits =
    { $count ->
        [0] fits none of your past files
        [one] fits one past file
       *[other] fits { $count } past files
    }
ui-trust-very-wide = This is very wide. To say that you mean it, type the name:
ui-trust-type-name = The name
ui-trust-basis = How do you know this is the right signer?
ui-basis-project-page = the project's own page says so
ui-basis-told-by-someone = somebody I know told me
ui-basis-my-organisation = my organisation gave me this signer
ui-basis-first-seen = I have only seen it here
ui-trust-first-seen = The entry will be marked “first seen”: results say that it is the same signer as before, not that you know them.
ui-trust-page = What the page says
ui-trust-page-hint = Paste the address of the page, or the text that names the signer. It is compared here.
ui-trust-told = Who told you, or what they sent
ui-trust-told-hint = If you paste the text that names the signer, it is compared here.
ui-trust-list-changed = The list was changed meanwhile. Look at this page once more, then confirm again.

## Import

ui-import = Import…
ui-import-title = Import signers
ui-import-about = Lists of this program, command lines of cosign and gh, and policies of Policy Controller, Kyverno, Connaisseur and Ratify can be read.
ui-import-choose = Choose a file…
ui-import-paste = Or paste the text
ui-import-paste-hint = A list, a policy, or command lines.
ui-import-paste-read = Read
ui-import-read =
    { $count ->
        [0] No entries were read.
        [one] One entry was read.
       *[other] { $count } entries were read.
    }
ui-import-problems = What could be read is shown below. The rest is left out.
ui-import-ignored =
    { $count ->
        [one] One thing is not evaluated here
       *[other] { $count } things are not evaluated here
    }
ui-import-empty = There is no signer in it that could be taken.
ui-import-rows =
    { $count ->
        [one] One entry
       *[other] { $count } entries
    }
ui-import-all = Choose all
ui-import-none = Choose none
ui-import-added = new
ui-import-changed = replaces your entry of this name
ui-import-same = already on your list
ui-import-deleted = not in it
ui-import-refused = cannot be taken
ui-import-changed-list = The list was changed meanwhile.
ui-import-other = Another file…
ui-import-with = Counts only together with { $names }.
ui-import-take =
    { $count ->
        [0] Take entries
        [one] Take one entry
       *[other] Take { $count } entries
    }
ui-import-disabled = Taken entries do not count before you have looked at each of them.

## Export

ui-export = Export…
ui-export-title = Export signers
ui-export-about = All entries of your own list.
ui-export-about-some =
    { $count ->
        [one] One entry of your list.
       *[other] { $count } entries of your list.
    }
ui-export-form = As
ui-export-whence = list of this program
ui-export-cosign-commands = command lines for cosign
ui-export-gh-commands = command lines for gh
ui-export-policy-controller = policy for Sigstore Policy Controller
ui-export-kyverno = policy for Kyverno (ClusterPolicy)
ui-export-kyverno-images = policy for Kyverno (ImageValidatingPolicy)
ui-export-connaisseur = values for Connaisseur
ui-export-ratify = trust policies for Ratify
ui-export-refused =
    { $count ->
        [one] One entry cannot be said in this form and is left out
       *[other] { $count } entries cannot be said in this form and are left out
    }
ui-export-preview =
    { $count ->
        [0] Nothing to export
        [one] One entry
       *[other] { $count } entries
    }
ui-export-more =
    { $count ->
        [one] One more line
       *[other] { $count } more lines
    }
ui-export-save = Save…
ui-export-saved = Saved.
