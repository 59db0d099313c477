# Keeping trust data up to date (TUF).

trust-data-line = { $name }: { $source ->
   *[built-in] built in, as of { $date }
    [updated] updated on { $date }
    [file] a file you chose
}
trust-data-role = { $role ->
   *[root] root
    [timestamp] timestamp
    [snapshot] snapshot
    [targets] targets
}: version { $version }, counts until { $date }
trust-data-up-to-date = { $name }: up to date on { $date }.
trust-data-not-updated = { $name }: not updated. { $reason } What was in force before stays so.
trust-data-no-folder = There is no folder to keep trust data in. Set WHENCE_CONFIG_DIR.
trust-data-kept-broken = The trust data that was last updated does not hold any more ({ $detail }). The built-in data is in force until the next update.

## Why trust data is not believed
trust-data-problem-signatures = It is not signed by enough of the keys that must sign it: { $detail }.
trust-data-problem-rollback = It is older than what was seen before: { $detail }.
trust-data-problem-expired = It has not been renewed in time, so that it may be an old copy: { $detail }.
trust-data-problem-mixed-parts = Its parts do not belong together: { $detail }.
trust-data-problem-malformed = It has not the form it should have: { $detail }.
trust-data-problem-missing = Part of it is missing: { $detail }.
trust-data-problem-content = The trusted root in it cannot be used: { $detail }.
trust-data-problem-network = The place it comes from cannot be reached or does not answer as it should: { $detail }.
trust-data-problem-folder = The folder for trust data cannot be read or written: { $detail }.
trust-data-problem-cache-broken = What was kept of it does not hold any more: { $detail }.
trust-data-problem-clock = The clock of this computer cannot be right: { $detail }.
