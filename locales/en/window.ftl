# What only the window says: names of screens and controls, states of loading, announcements.
# Verdicts, checks and evidence have files of their own, shared with the terminal.
# $name and $place are text from outside and are drawn isolated.

## Everywhere

ui-app = Whence
ui-skip = Skip to the content
ui-nav = Screens
ui-nav-back = Back
ui-nav-home = Home
ui-nav-history = History
ui-nav-signers = Trusted signers
ui-nav-settings = Settings
ui-nav-help = Help
ui-loading = Loading…
ui-retry = Try again
ui-copy = Copy
ui-copied = Copied.
ui-copy-failed = It could not be copied.
ui-dismiss = Close this message
ui-cancel = Cancel
ui-undo = Undo
ui-toast = What was just done
ui-toast-look = Look
ui-pager-earlier = Earlier
ui-pager-later = Later
ui-pager-position = { $first } to { $last } of { $count }
ui-error-unexpected = The program did not answer as expected. Try again; if that does not help, start it anew.
ui-drop-here = Drop to check
ui-drop-refused = What was dropped is not a file on this computer. Save it first, then drop the file.
ui-unknown = Not known to this version of the window: { $code }

## Where a fact comes from

ui-standing-checked = checked here
ui-standing-claimed = claimed
ui-standing-computed = computed here

## Text from outside: characters that are named instead of drawn

ui-escape = { $label } { $code }
ui-escape-hidden-character = hidden character
ui-escape-direction-control = direction control
ui-escape-line-break = line break
ui-escape-control-character = control character
ui-escape-unusual-space = unusual space
ui-escape-look-alike-symbol = look-alike symbol
ui-escape-combining-mark = combining mark
ui-escape-unassigned-character = unassigned character
ui-escape-not-utf8 = byte that is not text
ui-escape-other = character
ui-elided =
    { $count ->
        [one] one character left out
       *[other] { $count } characters left out
    }

## Home

ui-home-drop = Drop a file here to see who signed it.
ui-home-drop-more = A signature or bundle that came with it can be dropped too, and so can a whole folder.
ui-home-choose = Choose files…
ui-home-choose-folder = Choose folder…
ui-home-place = Or type or paste where the file is, its digest, or the name of a container image
ui-home-place-hint = For example a path copied from a file manager, sha256: and 64 hex digits, or registry.example/acme/tool:4.2. The text of a signature file, a statement or a parts list (SBOM) can be pasted too.
ui-home-check = Check
ui-home-privacy = Files stay on this computer. Nothing is looked up online unless you allow it.
ui-home-recent = Recent checks
ui-home-recent-again = Check again
ui-home-recent-history = Show in the history
ui-home-recent-of = { $name }, { $state }. { $does }
ui-home-limit = A signature tells who signed a file and that it has not changed since. It does not tell what the file does.

## Checking

ui-checking-title = Checking { $name }
ui-checking-title-more =
    { $more ->
        [one] Checking { $name } and one more
       *[other] Checking { $name } and { $more } more
    }
ui-checking-steps = Steps
ui-checking-asking = Ask on the network
ui-checking-looking = Look for signatures
ui-checking-hashing = Read the file
ui-checking-evidence = Check the evidence
ui-checking-step-done = done
ui-checking-step-now = now
ui-checking-step-later = to come
ui-checking-bytes = { $done } of { $total }
ui-checking-waiting =
    { $count ->
        [one] One more drop waits.
       *[other] { $count } more drops wait.
    }
ui-checking-cancelling = Stopping…
ui-checking-not-checked = { $name } could not be checked.

## Announcements

ui-say-checking = Checking { $name }…
ui-say-reading = Still reading the file: { $share }.
ui-say-working = Still checking.
ui-say-result = { $headline } { $kind ->
   *[file] File
    [folder] Folder
    [digest] Digest
    [statement] Signature file
}: “{ $name }”
ui-say-results =
    { $count ->
        [one] One file: { $totals }
       *[other] { $count } files: { $totals }
    }
ui-say-total = { $count } { $state }
ui-say-file-changed =
    { $more ->
        [0] { $name } has changed since it was checked. Its result no longer holds.
        [one] { $name } and one more file have changed since they were checked. Their results no longer hold.
       *[other] { $name } and { $more } more files have changed since they were checked. Their results no longer hold.
    }
ui-say-cancelled = The check was stopped. Nothing was learned.

## Result

ui-result-file = File
ui-result-pasted = pasted text
ui-result-folder = Folder
ui-result-digest = Digest
ui-result-image = Image
ui-result-statement = Statement
ui-result-copy-summary = Copy summary
ui-result-panel = Result
ui-result-notes = Notes
ui-result-note = Note
ui-result-checked = Checked { $when } with { $data }.
ui-result-checked-dated = Checked { $when } with { $data }, dated { $dated }.
ui-result-digests = Digests of the file
ui-action-show-in-folder = Show in folder
ui-action-why = Why
ui-action-what-to-do = What to do
ui-action-where-we-looked = Where we looked
ui-action-try-again = Try again
ui-steps = What to do
ui-why = Why
ui-why-empty = No check was made.
ui-why-more =
    { $count ->
        [one] One more line
       *[other] { $count } more lines
    }
ui-why-checks =
    { $count ->
        [one] One check
       *[other] { $count } checks
    }
ui-check-about = about number { $number }
ui-check-required = the result depends on it
ui-check-not-required = the result does not depend on it
ui-check-code = Reason
ui-check-spec = Follows
ui-evidence = Evidence
ui-evidence-none = No evidence was found, so there is nothing to show here.
ui-evidence-pick = Pieces of evidence
ui-evidence-no-tabs = Nothing of this piece can be shown.
ui-origin-handed = handed over with the file
ui-origin-beside = found beside the file
# $count is a number of files.
ui-handed = Handed over together ({ $count })
ui-handed-as = taken for
ui-role-file = a file to check
ui-role-evidence = evidence
ui-role-checksums = a checksum list
ui-role-parts-list = a parts list
ui-role-key = a key
ui-role-trusted-root = trust data
ui-role-policy = a policy
ui-role-signer-list = a list of signers
ui-role-left-out = nothing: left out
ui-chain = From the file over the checksum list to the signer
ui-origin-nearby = in the same folder, and about the file by its own word
ui-origin-itself = the file itself
ui-origin-attached = attached to the image
ui-origin-looked-up = found on the network

ui-withdrawn-badge = Withdrawn
ui-withdrawn = This file has changed since it was checked.
ui-withdrawn-content = Its content is not the one that was checked.
ui-withdrawn-replaced = Another file lies in its place.
ui-withdrawn-gone = It is no longer where it was.
ui-withdrawn-evidence = The signature that came with it was changed or is gone.
ui-withdrawn-limit = What the check found says nothing about the file as it is now.
ui-withdrawn-again = Check again
ui-withdrawn-before = Before that, the check had found:

## Several results

ui-results-title =
    { $count ->
        [one] One result
       *[other] { $count } results
    }
ui-results-order = Those that need attention stand first.
ui-results-list = Results

## Evidence tabs

ui-tabs = Parts of the evidence
ui-tab-certificate = Certificate
ui-tab-log-entry = Log entry
ui-tab-timestamps = Timestamps
ui-tab-statement = Statement
ui-tab-raw = Raw
ui-tab-loading = Loading this part…
ui-tab-empty = There is nothing in this part.
ui-facts-empty = No values.
ui-chain-position = { $position } of { $count }
ui-timeline-start = Certificate starts
ui-timeline-end = Certificate ends
ui-timeline-picture =
    { $count ->
        [one] One time, drawn against the dates of the certificate. The table below lists it.
       *[other] { $count } times, drawn against the dates of the certificate. The table below lists them.
    }
ui-timeline-table = Times
ui-timeline-number = No.
ui-timeline-what = What happened
ui-timeline-when = Time
ui-timeline-inside = Within the certificate's dates
ui-timeline-inside-yes = inside
ui-timeline-inside-no = outside
ui-timeline-standing = Standing
ui-timeline-empty = No times.
ui-proof-leaf = Hash of the entry
ui-proof-steps =
    { $count ->
        [0] No steps: the entry is the whole tree.
        [one] How the proof adds up: one step
       *[other] How the proof adds up: { $count } steps
    }
ui-proof-left = joined on the left by
ui-proof-right = joined on the right by
ui-proof-gives = gives
ui-proof-computed = Root computed here
ui-proof-signed = Root the log signed
ui-proof-equal = Both roots are equal.
ui-proof-different = The roots differ.
ui-proof-unsigned = There is no signed root to compare with.
ui-tree-find = Find in this document
ui-tree-found = { $count ->
    [0] Nothing in this document fits.
    [one] found once
   *[other] found { $count } times
}
ui-tree-empty = Empty.
ui-tree-members =
    { $count ->
        [0] empty
        [one] one member
       *[other] { $count } members
    }
ui-tree-omitted =
    { $count ->
        [one] One further member is not listed here; Raw has everything.
       *[other] { $count } further members are not listed here; Raw has everything.
    }
ui-tree-more =
    { $count ->
        [one] Show one more
       *[other] Show { $count } more
    }
ui-lines-empty = No lines.

## Raw

ui-raw-part = Part
ui-raw-form = Shown as
ui-raw-form-text = Text
ui-raw-form-hex = Hex
ui-raw-form-pem = PEM
ui-raw-save = Save…
ui-raw-saved = Saved.
ui-raw-rows = Exact content, { $count } rows
ui-raw-position = Rows { $first } to { $last } of { $count }
ui-raw-empty = This part is empty.
ui-raw-earlier = Earlier rows
ui-raw-later = Later rows
ui-raw-none = There are no bytes to show.

## Settings

ui-settings-appearance = Appearance
ui-settings-theme = Colours
ui-settings-theme-system = As the system
ui-settings-theme-light = Light
ui-settings-theme-dark = Dark
ui-settings-density = Space
ui-settings-density-comfortable = Comfortable
ui-settings-density-compact = Compact
ui-settings-text-size = Text size
ui-settings-text-size-percent = { $percent } %
ui-settings-text-size-keys = Everything grows with it. From every screen: { $keys }
ui-text-size-now = Text size { $percent } %
ui-settings-trust-data = Trust data
ui-settings-trust-data-lead = Trust data says which signing services, logs and time services this app knows.
ui-settings-in-use = In use
ui-settings-choose-root = Choose a file…
ui-settings-use-built-in = Use the built-in data
ui-settings-problems = Needs attention
ui-settings-about = About
ui-settings-version = Version { $version }

ui-root-title = Use other trust data?
ui-root-text = Whoever wrote the file you choose decides which signing services count. Choose only a file that your organisation gave you for this purpose.
ui-root-effect = The built-in data is then not used. You can go back to it at any time.
ui-root-confirm = Choose the trust data file…

## Help

ui-help-lead = Whence says who signed a file, whether it is exactly what they signed, and whether they are on your list. It compares everything itself; there is nothing for you to compare by eye.
ui-help-limit = No result tells what a file does. If the account or build system of a signer was misused, a bad file would pass too.
ui-help-states = The five results
ui-help-listed = Every check held for exactly these bytes, and the signer is one of your list.
ui-help-listed-not = It does not say that the file does no damage, nor that it is the newest one.
ui-help-unlisted = Every check held for exactly these bytes, but no entry of your list fits the signer.
ui-help-unlisted-not = It says nothing bad about the signer. This app just does not know them.
ui-help-failed = A check gave a definite no: the file differs from what was signed, or the signature's own proof does not hold.
ui-help-failed-not = It does not say that somebody meant harm. The signature may belong to another file.
ui-help-no-signature = No signature was found at the places that were looked at. They are listed with the result.
ui-help-no-signature-not = It does not say that the file was changed. Many files are never signed.
ui-help-could-not-check = Something needed was missing, such as the file itself or data about the signing service.
ui-help-could-not-check-not = It neither holds nor fails. Nothing was learned about the file.
ui-help-keys = Keyboard
ui-help-key = Keys
ui-help-key-does = What they do
ui-help-key-open = Choose files
ui-help-key-paste = Check the place or text on the clipboard (on Home)
ui-help-key-why = Open or close Why
ui-help-key-tab = Next or previous part of the evidence
ui-help-key-raw = Exact bytes
ui-help-key-summary = Copy the summary
ui-help-key-find = Search (in History, Trusted signers, the results of a folder and parts lists)
ui-help-key-rows = From entry to entry of the list
ui-help-key-delete = Delete the entry of the list
ui-help-key-undo = Take back what was just deleted, changed or forgotten
ui-help-key-save = Save the entry
ui-help-key-back = Back
ui-help-key-text-size = Larger text, smaller text, usual size
ui-help-key-help = This page
ui-help-key-leave = Stop the check, or close what lies on top

## Long tables

ui-grid-position = Rows { $first } to { $last } of { $count }
ui-grid-selected =
    { $number ->
        [one] One row chosen
       *[other] { $count } rows chosen
    }
ui-pages = Pages
ui-page-first = First page
ui-page-previous = Earlier page
ui-page-next = Next page
ui-page-last = Last page
