### Earlier checks: what differs, two of them side by side, and what the command says of them.

# Put in place of a name that stood in a check that was forgotten.
history-forgotten = somebody whose check was forgotten
history-quoted = “{ $text }”
history-size = { $size }

## What is wrong with the history; checks go on without it

history-damaged = The history was damaged. It was set aside as “{ $name }”, and an empty one was begun.
history-newer = The history was written by a later version of this app. It is neither read nor changed.
history-busy = The history is in use by another program. What was checked meanwhile may be missing in it.
history-unreadable = The history cannot be read or written at its place. Checks are made without it.
history-not-set-aside = The history could not be set aside.

## Watched folders

watched-gone = This folder is not there now. It is watched again when it comes back.
watched-unreadable = This folder cannot be read, so its files are not checked.
# The second line of a notice of the desktop.
notice-file = File in a watched folder: { $name }

## Two checks side by side

compare-checks = { $differences ->
    [0] These two checks tell the same.
    [one] One fact differs.
   *[other] { $differences } facts differ.
}
compare-earlier = Earlier check
compare-later = Later check
compare-result = Result
compare-reason = Reason
compare-signer = Signer
compare-key = Fingerprint of the key
compare-registry = Package registry
compare-issuer = Login service (issuer)
compare-instance = Signing service
compare-owner = Owner
compare-owner-number = Account number of the owner
compare-repository = Repository
compare-repository-number = Number of the repository
compare-source-ref = Branch or tag
compare-runner = Build machine
compare-trigger = What started the build
compare-entry = Entry of your list
compare-claim = What was signed
compare-log = Public log
compare-timestamp = Time service
compare-version = Version
compare-digest = Digest
compare-size = Size
compare-trust-data = Trust data of
compare-present = part of the proof
compare-absent = not part of the proof
