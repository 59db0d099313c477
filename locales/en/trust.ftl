# Keeping trust data up to date (TUF).

trust-data-line = { $name }: { $source ->
   *[built-in] built in, as of { $date } ({ $days } { $days ->
        [one] day
       *[other] days
    } old)
    [updated] updated on { $date } ({ $days } { $days ->
        [one] day
       *[other] days
    } ago)
    [file] a file you chose
    [waiting] not fetched yet, so nothing is checked with it
}
trust-data-is-too-old = This is older than you allow. Nothing is proven with it until it is updated.
trust-data-role = { $role ->
   *[root] root
    [timestamp] timestamp
    [snapshot] snapshot
    [targets] targets
}: version { $version }, counts until { $date }
trust-data-up-to-date = { $name }: up to date on { $date }.
trust-data-not-updated = { $name }: not updated. { $reason } What was in force before stays so.
trust-data-no-folder = There is no folder to keep trust data in. Set WHENCE_CONFIG_DIR.
trust-data-kept-broken = The trust data of { $name } that was last updated does not hold any more ({ $detail }). The built-in data is in force until the next update.
trust-data-kept-broken-private = The trust data of { $name } does not hold any more ({ $detail }). Nothing is checked with it until the next update.
trust-data-kept-before = The latest trust data of { $name } does not hold any more ({ $detail }). The data of the update before is in force until the next one.
trust-data-added = Added: { $name }. Signatures of this service are checked from now on. Its signers count where an entry of your list names the service.
trust-data-removed = Removed: { $name }.

# What an update changed.

trust-change = { $change ->
   *[added] New
    [ended] Ended
    [dates] Other dates
    [removed] No longer named
}: { $kind ->
   *[authority] signing service
    [log] public log
    [certificate-log] log of certificates
    [time-service] time service
} { $name }{ $dated ->
   *[no] {""}
    [yes] , until { $until }
}

# Instances that a person added.

trust-data-private = “{ $name }”, a signing service you added
instance-demands = Each signature must prove: { $demands ->
   *[all] a time, an entry in its public log, and a certificate that stands in a log of certificates
    [log] a time and an entry in its public log
    [certificate-log] a time, and a certificate that stands in a log of certificates
    [time] a time
}
instance-name-missing = Give it a name.
instance-name-too-long = The name is longer than 80 characters.
instance-name-unusual = The name holds characters that cannot be seen.
instance-name-taken = Another has this name already.
instance-there-already = This one was added before.
instance-file-broken = The file is no trusted root: { $detail }.
instance-file-empty = The file names no signing service, log or time service.
instance-file-neither = The file is neither a trusted root nor the root of an update repository (TUF).
instance-root-broken = The file is not the root of an update repository (TUF): { $detail }.
instance-mirror-refused = The address must begin with https:// and carry no password.
instance-broken = One of the signing services you added cannot be read ({ $name }). Nothing is checked with it.
instance-unknown = It is not there any more.
instance-not-kept = It could not be written.
instance-not-removed = It could not be removed.
instances-unreadable = The signing services you added cannot be read. Nothing is checked with them.
instances-too-many = There are 100 already. Remove one first.
cli-trust-data-no-instance = There is no trust data called “{ $argument }” that can be updated or removed.
cli-trust-data-unreadable = The file cannot be read: { $argument }

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

# An update in the window.

update-step = { $step ->
   *[root] Following its keys
    [timestamp] Asking what is newest
    [snapshot] Asking what belongs together
    [targets] Asking what there is
    [trusted-root] Fetching the trust data
}
update-done = { $name }: up to date. { $changes ->
    [0] Nothing changed.
    [one] One thing changed.
   *[other] { $changes } things changed.
}
