# The network: why an answer did not come, and the record of what was sent.

trouble-network-off = The network is switched off in the settings, so nothing was asked.
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
trouble-broken-off = The answer broke off or led astray.

network-log-not-written = The record of what was sent cannot be written.
network-log-unreadable = The record of what was sent cannot be read.
network-log-not-cleared = The record of what was sent could not be cleared.
