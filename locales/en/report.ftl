# The record of a check, as a page to keep.

report-heading = Signature report
report-title = Signature report: { $name }
report-size = Size
report-why = Why
report-checks = Every check
report-evidence = Evidence
report-record = About this record
report-note = This report records what was checked. It is not a proof by itself: anybody can write such a page. Check the file again to know for yourself.
report-checked = Checked on { $time }.
report-proven-again = Proven once more, with newer trust data, on { $time }.
report-trust-data = Checked with the trust data { $name }.
report-dated = That data is of { $date }.
report-list = Compared with the list whose fingerprint is { $text }.
report-version = Written by Whence { $text }.
report-code = Short code of this result: { $text }
