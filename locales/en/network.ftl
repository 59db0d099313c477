# The network: why an answer did not come, and the record of what was sent.

trouble-network-off = The network is switched off in the settings, so nothing was asked.
trouble-switched-off = It was stopped, because the network was switched off in the settings.
trouble-cancelled = It was stopped.
trouble-authorities-unreadable = The file with certificates for connections that is named in the settings cannot be read, so nothing was asked.
trouble-proxy-unusable = The proxy in the settings cannot be used, so nothing was asked.
trouble-not-recorded = The request could not be written to the record of what was sent, so it was not sent. The disk may be full.
trouble-address-refused = The address may not be asked: it is not encrypted, carries a password or leads into the local network.
trouble-no-address = It is no address.
trouble-unreachable = The server cannot be found or reached.
trouble-timed-out = The server did not answer in time.
trouble-answer-too-large = The answer is larger than it can be.
trouble-too-many-requests = The server asks to be left alone for a while.
trouble-server-trouble = The server is in trouble itself (status { $status }).
trouble-other-host = The answer leads to { $host }, another server than the one that was to be asked, and was not followed.
trouble-broken-off = The answer broke off or led astray.

network-log-not-written = The record of what was sent cannot be written.
network-log-unreadable = The record of what was sent cannot be read.
network-log-not-cleared = The record of what was sent could not be cleared.
network-log-cleared = The record of what was sent is empty now.
network-log-empty = Nothing was sent.
network-log-line = { $at }  { $purpose }  { $address }
network-switch = { $state ->
   *[on] Network: on. Nothing is sent without an occasion of its own.
    [off] Network: off. Nothing is sent, whatever else is allowed.
}
network-updates = Trust data: { $updates ->
   *[asked] updated only when you ask
    [automatic] updated by itself while the window is open
}
network-proxy = Proxy: { $proxy ->
   *[system] as the system says
    [direct] none
    [at] { $address }
}
network-authorities = Certificates for connections, beside those of the system: { $name }
network-plain-registry = Registry without encryption: { $registry }, { $passwords ->
   *[kept] without passwords
    [sent] with passwords
}
cli-network-what = Say “whence network show”, “off”, “on”, “log [--format json]”, “forget”, “plain-http REGISTRY [--passwords]” or “encrypted REGISTRY”.
cli-registry-malformed = “{ $argument }” is no registry that can be asked without encryption. One looks like registry.lan:5000.

# What a request was for.

purpose-trust-data = trust data
purpose-registry = container image
purpose-redirection = sent on by the server before
purpose-lookup = look-up: { $source }
purpose-other = { $name }
