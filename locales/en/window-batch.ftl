# The words of the window about many files at once. $name is text from outside.

ui-batch-title-more =
    { $more ->
        [one] { $name } and one more
       *[other] { $name } and { $more } more
    }
ui-batch-checking = Checking { $done } of { $all } files
ui-batch-checking-found = Checking { $done } of { $all } files found so far
ui-batch-bytes = { $done } of { $total }
ui-batch-rate = { $files } files a second
ui-batch-rate-bytes = { $size } a second
ui-batch-progress = Checked so far
ui-batch-stop = Stop
ui-batch-stopping = Stopping…
ui-batch-took = Checked in { $seconds }
ui-batch-seconds =
    { $number ->
        [one] one second
       *[other] { $count } seconds
    }
ui-batch-minutes =
    { $number ->
        [one] one minute
       *[other] { $count } minutes
    }
ui-batch-left =
    { $number ->
        [one] This was stopped. One file is not checked.
       *[other] This was stopped. { $count } files are not checked.
    }
ui-batch-check-rest = Check the rest
ui-batch-check-hidden = Check hidden files too
ui-batch-list-changed = Your list is another one since these files were checked.
ui-batch-check-all = Check all again
ui-batch-check-bad = Check { $count } again
ui-batch-check-bad-name =
    { $number ->
        [one] Check one again that does not hold or could not be checked
       *[other] Check { $count } again that do not hold or could not be checked
    }
ui-batch-check-chosen =
    { $number ->
        [one] Check the chosen one again
       *[other] Check the { $count } chosen again
    }
ui-batch-filter = Show only
ui-batch-all = all
ui-batch-find = Find by name, folder or signer
ui-batch-clear = Show all files
ui-batch-fit = { $count } of { $all } files
ui-batch-none = No file fits. Choose other states or other words.
ui-batch-empty = There is nothing to check in this folder.
ui-batch-looking = Looking for files…
ui-batch-table = Results
ui-batch-column-state = State
ui-batch-column-name = File
ui-batch-column-signer = Signer
ui-batch-column-finding = What was found
ui-batch-column-size = Size
ui-batch-plain = Show as pages of 100
ui-batch-keys = Keys: arrows go from cell to cell, Enter opens a file or sorts by a heading, letters go to a name, Space chooses rows and Shift+arrows several.
ui-batch-copy = Copy table
ui-batch-save-csv = Save as CSV…
ui-batch-save-json = Save as JSON…
ui-batch-new =
    { $number ->
        [one] Show one new result
       *[other] Show { $count } new results
    }
ui-batch-changed = Show what changed
ui-batch-waiting = Waiting
ui-batch-waiting-more =
    { $more ->
        [one] { $name } and one more
       *[other] { $name } and { $more } more
    }
ui-batch-not-waiting = Take out
ui-batch-not-waiting-name = Take { $name } out of the queue
ui-batch-strip = { $done } of { $all } files checked
ui-batch-strip-show = Show
ui-batch-say-progress = { $done } of { $all } files checked.
ui-batch-say-stopped = Stopped. { $done } of { $all } files were checked.
ui-batch-say-found =
    { $count ->
        [one] One file fits.
       *[other] { $count } files fit.
    }
ui-batch-say-copied =
    { $count ->
        [one] One row copied.
       *[other] { $count } rows copied.
    }
ui-batch-say-saved = Saved.
ui-close-title = Files are still being checked
ui-close-text = If the window is closed now, checking stops. What is checked so far stays in the history.
ui-close-stay = Keep checking
ui-close-close = Stop and close
