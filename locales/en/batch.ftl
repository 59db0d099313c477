# Many files as one thing, for window and terminal alike. $label, $name and $path are text from outside.

batch-label = { $label }
batch-claim =
    { $claim ->
        [signature] Signed the file.
        [build-record] Signed a build record for the file.
        [parts-list] Signed a parts list for the file.
        [publish-record] Signed a publish record for the file.
       *[statement] Signed a statement about the file.
    }
batch-files =
    { $count ->
        [0] No files
        [one] One file
       *[other] { $count } files
    }
batch-head =
    { $count ->
        [one] One file:
       *[other] { $count } files:
    }
batch-total-failed = { $count ->
    [one] one does not hold
   *[other] { $count } do not hold
}
batch-total-could-not-check = { $count } could not be checked
batch-total-unlisted = { $against ->
   *[own-list] { $count } not on your list
    [given-list] { $count } not on the list
    [named-signer] { $count } signed by others
}
batch-total-no-signature = { $count } without a signature
batch-total-listed = { $against ->
   *[own-list] { $count } on your list
    [given-list] { $count } on the list
    [named-signer] { $count } signed by the signer you named
    [given-key] { $count } signed with the key you gave
}

## What was left out

batch-hidden =
    { $count ->
        [one] One hidden file or folder was left out.
       *[other] { $count } hidden files or folders were left out.
    }
batch-links =
    { $count ->
        [one] One link was not followed: it leads to another folder or to nothing.
       *[other] { $count } links were not followed: they lead to other folders or to nothing.
    }
batch-special =
    { $count ->
        [one] One pipe, socket or device was left out.
       *[other] { $count } pipes, sockets or devices were left out.
    }
batch-lost =
    { $count ->
        [one] One file was not checked because of a mistake in this app.
       *[other] { $count } files were not checked because of a mistake in this app.
    }
