# Keeping a result as a page, in the window.

ui-report-open = Report…
ui-report-title = Report of this result
ui-report-holds = A page to keep, send or print. It opens in any browser and holds:
ui-report-holds-verdict = the file, its digests, and the result
ui-report-holds-reasons = the reasons, and every check that was made
ui-report-holds-evidence = what the evidence says of signer and time
ui-report-holds-about = when and with what it was checked, and a short code of the result
ui-report-about = The file itself is not in it. It records what was checked here; to know for oneself, one checks the file again.
ui-report-save = Save…
ui-report-saved = The report was saved.
ui-help-key-report = Report of a result
