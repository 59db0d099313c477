# Look-ups: what is asked on the network, with the person's consent. Shared by window and terminal.

## The sources, and what asking one would send

lookup-source-github = GitHub
lookup-source-log = Rekor (public log)
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
lookup-asks-pypi = { $host } is asked for attestations of the file { $name }. If it keeps none there, it is asked for its list of the project, and for the attestations that the list names on this host or on one from the settings.
lookup-asks-maven = { $host } is asked for { $address }.
lookup-asks-rubygems = { $host } is asked for attestations of the gem { $name }.

## Why a source has nothing to ask

lookup-idle-no-repository = No owner or repository is known to ask for. Name one.
lookup-idle-no-digest = It takes a SHA-256 digest, which is not known here.
lookup-idle-not-such-a-package = The file is no package of this kind.
lookup-idle-no-registry = No registry is known to ask. Whence has none built in: name one in the settings, or set it for npm or pip.
lookup-idle-no-download = The system recorded no download address of this kind.

lookup-left-out =
    { $count ->
        [one] One more owner of your list is not asked. Name it to ask for it.
       *[other] { $count } more owners of your list are not asked. Name one to ask for it.
    }

## Where was looked on the network, and where not

looked-found =
    { $source ->
        [log] { $host } has entries for this file: { $count }.
       *[other]
            { $count ->
                [one] { $host } has one piece of evidence for { $about }.
               *[other] { $host } has { $count } pieces of evidence for { $about }.
            }
    }
looked-nothing =
    { $source ->
        [github] { $host } has no attestations of { $about } for this file, or does not show them.
        [log] The search of { $host } has no entry for this file. That proves nothing: the search is incomplete, and not all logs can be searched.
        [maven] There is no { $about }.
       *[other] { $host } has no attestations of { $about }.
    }
looked-trouble =
    { $source ->
        [log] { $host } could not be asked: { $reason }
       *[other] { $host } could not be asked about { $about }: { $reason }
    }
looked-left =
    { $source ->
        [log] { $host } has { $count } more entries, which were not fetched.
       *[other] { $host } has more pieces of evidence for { $about }, which were not fetched.
    }
looked-not-asked = Not asked: { $names }.
lookup-names = { $first }, { $rest }

## Saving evidence as a bundle

save-bundle-not-proven = Only evidence that holds can be saved as a bundle.
save-bundle-no-form = A bundle cannot hold this evidence so that it can be checked by itself.
save-bundle-no-file = There is no file to save it beside.
save-bundle-nothing = Nothing was found that could be saved as a bundle.
save-bundle-saved = Saved as { $name } beside the file. From now on it is found by itself, without the network.
save-bundle-taken = Beside the file other evidence lies under every usual name, and nothing is written over.
save-bundle-not-written = The folder of the file cannot be written to, or the disk is full.

## Why a source did not answer, beside what befalls every connection

trouble-wrong-content = The answer is not what such a place answers.
trouble-access-denied = The server refuses, or wants to know who is asking.
trouble-too-many-requests-until =
    { $minutes ->
        [one] The server asks to be left alone for a minute.
       *[other] The server asks to be left alone for { $minutes } minutes.
    }
