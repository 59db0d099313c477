# What only the window says about earlier checks and watched folders.

## Earlier checks

ui-history-tab-checks = Earlier checks
ui-history-tab-watched = Watched folders
ui-history-find = Search earlier checks
ui-history-state = State
ui-history-all-states = all states
ui-history-count =
    { $count ->
        [one] One check
       *[other] { $count } checks
    } of { $products ->
        [one] one product
       *[other] { $products } products
    }
ui-history-found =
    { $count ->
        [0] No check of { $all } fits
        [one] One check of { $all } fits
       *[other] { $count } checks of { $all } fit
    }
ui-history-checks =
    { $count ->
        [one] one check
       *[other] { $count } checks
    }
ui-history-none-found = No earlier check fits.
ui-history-empty = Nothing was checked yet. What you check is listed here.
ui-history-off = Checks are not kept. You can change that below.
ui-history-version = version
ui-history-again = Check again
ui-history-again-of = Check again: { $name }
ui-history-pick = Side by side
ui-history-pick-of = Side by side with another check: { $name }
ui-history-forget = Forget
ui-history-forget-of = Forget: { $name }
ui-history-forget-product = Forget all of these
ui-history-forget-product-of = Forget all of these: { $name }
ui-history-forgotten =
    { $count ->
        [0] There was nothing to forget.
        [one] One check was forgotten.
       *[other] { $count } checks were forgotten.
    }
ui-history-more =
    { $count ->
        [one] Show one more
       *[other] Show more ({ $count } not shown)
    }
ui-history-kept = What is kept
ui-history-kept-about = Names, digests and results are stored on this computer, never the files. Of a parts list (SBOM) its place is stored too, so that you can compare a later one with it.
ui-history-keep = Keep checks
ui-history-keep-nothing = not at all
ui-history-keep-months =
    { $count ->
        [one] for one month
       *[other] for { $count } months
    }
ui-history-keep-for-ever = until I forget them
ui-history-keep-title =
    { $count ->
        [one] Forget one older check?
       *[other] Forget { $count } older checks?
    }
ui-history-keep-text = They are older than you want to keep. Once forgotten they cannot be brought back, and notes about changed signers no longer take them into account.
ui-history-keep-confirm = Forget them
ui-history-export-csv = Export as table…
ui-history-export-json = Export as JSON…
ui-history-forget-everything = Forget everything…
ui-history-forget-title =
    { $count ->
        [one] Forget the one check that is kept?
       *[other] Forget all { $count } checks?
    }
ui-history-forget-text = Afterwards this app no longer knows which signer an earlier version had, and cannot tell you when another one signs.
ui-history-forget-confirm = Forget everything
ui-history-broken = The history cannot be read
ui-history-broken-do = Checks work without it. If you begin a new one, the old file is kept beside it.
ui-history-begin-anew = Begin a new history

## Side by side

ui-compare = Compare
ui-compare-of = Compare with before: { $name }
ui-compare-choose = Tick “Side by side” at a second check to see both.
ui-compare-end = Close the comparison
ui-compare-none = none
ui-compare-same = same
ui-compare-differs = differs

## Watched folders

ui-watch-about = New and changed files in these folders are checked by themselves. Nothing is sent anywhere.
ui-watch-add = Watch a folder…
ui-watch-empty = No folder is watched. A folder for downloads is a good one to begin with.
ui-watch-watching = watched
ui-watch-paused = paused
ui-watch-gone = not there now
ui-watch-broken = cannot be watched
ui-watch-files =
    { $count ->
        [0] no files yet
        [one] one file
       *[other] { $count } files
    }
ui-watch-pending =
    { $pending ->
        [one] { $files } checked, one waits
       *[other] { $files } checked, { $pending } wait
    }
ui-watch-waits = waits
ui-watch-before = before that: { $state }
ui-watch-open = Check and show
ui-watch-open-of = Check and show: { $name }
ui-watch-pause = Pause
ui-watch-resume = Watch again
ui-watch-remove = Stop watching
ui-changed-content = changed since
ui-changed-replaced = another file since
ui-changed-gone = gone since
ui-changed-evidence = signature changed since
