# The settings in the window.

ui-settings-history = History

## Trust data

ui-trust-data-instead = This file is used instead of everything below:
ui-trust-data-file = Other trust data
ui-trust-data-file-about = A trusted-root file of your organisation can take the place of all signing services known here.
ui-trust-data-decided-again = Trust data changed. This result was checked again with it.
ui-result-proven-again = Trust data changed after that. The evidence was checked again with the new data on { $when }; the file was not read again.

ui-instance-built-in = Built in, as of
ui-instance-updated = Updated on
ui-instance-file = From a file, added on
ui-instance-waiting = Not fetched yet, so nothing is checked with it. Added on
ui-instance-days = { $days ->
    [0] (today)
    [one] (one day ago)
   *[other] ({ $days } days ago)
}
ui-instance-unused = Not in use
ui-instance-dated = Older than you want it to be. Results say so.
ui-instance-too-old = Older than you allow. Nothing is proven with it until it is updated.
ui-instance-details = { $count ->
    [one] The key it names
   *[other] The { $count } keys and certificates it names
}
ui-instance-services = Keys and certificates
ui-instance-roles = Vouched for by (TUF):
ui-instance-version = version { $version }
ui-instance-counts-until = counts until

ui-service-kind = Service
ui-service-address = Address
ui-service-from = Counts from
ui-service-until = Until
ui-service-always = always
ui-service-in-use = in use
ui-service-authority = Signing service
ui-service-log = Public log
ui-service-certificate-log = Log of certificates
ui-service-time-service = Time service

ui-update-one = Update
ui-update-one-of = Update { $name }
ui-update-all = Update all now
ui-update-folder = Update from a folder or USB stick…
ui-update-beginning = Beginning…
ui-update-stopping = Stopping…
ui-update-stopped = The update was stopped. What was in force stays so.
ui-update-progress = Progress of the update
ui-update-stop = Stop
ui-update-last = Last update:
ui-update-last-automatic = Last update, made by itself:

ui-trust-change-added = New
ui-trust-change-ended = Ended
ui-trust-change-dates = Other dates
ui-trust-change-removed = No longer named
ui-trust-change-until = until

ui-freshness-automatic = Update by itself while this window is open
ui-freshness-automatic-about = Once a day at most. It asks the update servers of the services above for newer files; nothing about your files is sent.
ui-freshness-note = Say so when it is older than
ui-freshness-note-about = Results then carry a note.
ui-freshness-stop = Prove nothing with it when it is older than
ui-freshness-stop-about = Results are then “could not be checked”. Leave empty for no limit.
ui-days-unit = days

## Signing services of one's own

ui-own-title = Signing services of your own
ui-own-lead = Your organisation may run its own Sigstore. Add it here, and its signatures are checked beside those of the services above.
ui-own-none = None was added.
ui-own-choose = Add a signing service…
ui-own-add-from = Add from
ui-own-file = The file is a trusted root. It cannot be updated; add a newer file when there is one. It names:
ui-own-repository = The file is the root of an update repository (TUF). Everything else comes from the address of its mirror and is proven from this file.
ui-own-warning = Whoever made this file can say who signed something. Add only what your organisation gave you for this purpose.
ui-own-name = Your name for it
ui-own-name-hint = Shown with each result that comes from it.
ui-own-mirror = Address of its mirror
ui-own-mirror-hint = Such as https://tuf.example.org. It may lie in your own network.
ui-own-add = Add
ui-own-add-and-fetch = Add and fetch
ui-own-rename = Rename
ui-own-rename-of = Rename { $name }
ui-own-keep-name = Keep the name
ui-own-remove = Remove
ui-own-remove-of = Remove { $name }

## Advanced

ui-settings-advanced = Advanced
ui-settings-limits = Limits
ui-settings-limits-about = What goes beyond one of these is not checked, and the result says so. They cannot be set.
ui-settings-unchecked = Forms that are not checked
ui-settings-unchecked-about = These are recognised and called by their name. What they say is not checked here.
ui-reset = Reset the settings…
ui-reset-title = Put the settings back to how they came?
ui-reset-text = Appearance, network and look-ups become what they were at first: nothing is asked of the network without your word. A copy of the settings is kept beside their file.
ui-reset-stays = Your list, the history and how long it is kept, trust data and watched folders stay.
ui-reset-confirm = Reset
ui-reset-done = The settings are back to how they came.

## The network

ui-network-title = Network
ui-network-lead = Whence works without a network. What it may ask for, you allow one by one; files never leave this computer.
ui-network-off = Everything off
ui-network-off-about = No connection is opened, whatever else is allowed. What is under way ends at once.
ui-proxy = Proxy
ui-proxy-system = As the system
ui-proxy-direct = None
ui-proxy-at = This address
ui-proxy-address = Address of the proxy
ui-proxy-hint = Such as http://proxy.example.org:8080
ui-proxy-keep = Use this proxy
ui-authorities = Certificates for connections
ui-authorities-about = The certificates of the system are always used. If your organisation looks into connections, add its own here (PEM). They have nothing to do with who signed a file.
ui-authorities-choose = Choose certificates…
ui-authorities-forget = Use those of the system alone

ui-sent-title = What was sent where
ui-sent-about = The latest 1,000 requests, written down before each was sent. The record stays on this computer.
ui-sent-none = Nothing was sent.
ui-sent-again = Read again
ui-sent-clear = Clear the record
ui-sent-cleared = The record was cleared.

## Look-ups

ui-source-title = Look-ups
ui-source-lead = When a file comes without its signature, the signature may be found elsewhere. Each source below is asked only as you allow, and told nothing but what stands there.
ui-source-network-off = The network is off, so none of these is asked.
ui-source-place = Address
ui-source-no-place = as downloaded, or as configured
ui-source-usual-place = { $place }
