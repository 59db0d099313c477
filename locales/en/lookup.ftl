# Look-ups: what is asked on the network, with the person's consent. Shared by window and terminal.

## The sources, and what asking one would send

lookup-source-github = GitHub
lookup-source-log = the public log (Rekor)
lookup-source-npm = npm registry
lookup-source-pypi = Python package index
lookup-source-maven = Maven repository
lookup-source-rubygems = RubyGems server

lookup-sends-github = Sends the file's digest, and names of owners and repositories: those of your list, of the address the file was downloaded from, or those you type. Never the file.
lookup-sends-log = Sends the file's digest. The log's operator learns which file you hold. Never the file.
lookup-sends-npm = Sends the name and version of the package, to the registry of your npm settings, of the download address, or of these settings. Never the file.
lookup-sends-pypi = Sends the name of the file, to the index of your pip settings, of the download address, or of these settings. Never the file.
lookup-sends-maven = Asks the server the file was downloaded from for the bundle beside it. Sends that address.
lookup-sends-rubygems = Asks the server the gem was downloaded from. Sends the gem's name and version.

lookup-consent-off = Off
lookup-consent-ask = Ask each time
lookup-consent-on = Look up by itself

## What one question sends

lookup-asks-github = { $host } is asked for attestations of { $holder } for the digest { $digest }.
lookup-asks-log = { $host } is asked for entries with the digest { $digest }.
lookup-asks-npm = { $host } is asked for attestations of the package { $name }, version { $version }.
lookup-asks-pypi = { $host } is asked for attestations of the file { $name }.
lookup-asks-maven = { $host } is asked for { $address }.
lookup-asks-rubygems = { $host } is asked for attestations of the gem { $name }.
