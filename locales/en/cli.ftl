# The words of the command line alone.

cli-help =
    Usage:
      whence check TARGET... [options]   say who signed a file, and whether it is what they signed
      whence lookup FILE [options]       ask on the network for a signature, after saying what would be sent
      whence statement TARGET...         show what a signed statement says, beside what was checked of it
      whence sbom TARGET... [options]    show the parts list (SBOM) that is or comes with the first target
      whence sbom diff EARLIER LATER     show what differs between two parts lists
      whence history [ACTION]            what was checked before
      whence trust-data ACTION           which signing services are known, and bringing that up to date
      whence network ACTION              everything off, and what was sent where
      whence list [ACTION] [options]     show and change the list of signers you rely on
      whence --version
      whence help

    TARGET is a file, or a digest such as sha256:HEX (sha384 and sha512 too), or a folder: then every file in
    it and in the folders within is checked. A signature is looked for next to the file, or named with --evidence.
    It may also be a saved image (an OCI layout or an archive of docker, podman or cosign), or the name of an
    image such as REGISTRY/NAME:TAG, for which its registry is asked if --allow-network registry says so.

    Options of sbom, beside those of check:
      --find TEXT           only parts with these words
      --format table|csv|json  how to write the list (table)

    Options of check and statement:
      --evidence FILE       a signature file that belongs to the target
      --checksums FILE      a checksum list that names the target, whatever it is called
      --file FILE           a target, even if it looks like a signature or a checksum list
      --list FILE           the list of signers to use instead of your own
      --identity NAME       a list of one: this exact signer, together with
      --issuer URL          the login service of that signer
      --instance NAME       the signing service of that signer, when it is one you added
      --key FILE            a public key (PEM) to check with; who gives it relies on it
      --trusted-root FILE   trust data to use instead of the built-in data
      --format text|json    how to write the result (text); json is one object a line for each target
      --verbose             every check with what was compared
      --no-history          neither ask the history nor write it
      --platform OS/ARCH    of an image for several platforms, only this one's
      --format csv          a table with a row for each target
      --jobs N, -j N        how many files are checked at once (as many as there are processors)
      --hidden              hidden files in folders too
    Results of a folder are written as they are ready; with --jobs 1 in the order of the names.

      --allow-network KIND  ask this source about a file without a signature: github, log, npm, pypi, maven,
                            rubygems or all; repeatable. The settings can allow sources for good
                            registry: the registry of an image that is named; helpers: the programs that keep
                            your passwords for registries; plain-http: without encryption and passwords, for
                            a registry that has none. These three go with sbom and statement too

    Options of lookup, beside those of check:
      --source KIND         only this source; repeatable
      --repository NAME     ask GitHub for this owner or owner/name
      --dry-run             show what would be sent, and send nothing
      --yes                 send it without asking
      --save                keep what holds as a bundle beside the file, so that no look-up is needed again

    Actions of history, with --format text|json:
      show [PRODUCT]        products with their latest checks, or the checks of one (--page N)
      search WORDS          the same for what has these words (--state STATE)
      compare CHECK CHECK   two checks side by side
      forget CHECK          forget one check, or --product NAME, or --all
      export [FILE]         everything as a table (--format csv|json)
      keep [MONTHS]         how long checks are kept: months, forever or off

    Actions of trust-data:
      show                  each signing service with its date (--format json)
      update [NAME]         ask for newer data, or take it with --from FOLDER
      add NAME              add a service of your own: --trusted-root FILE, or
                            --root FILE --mirror ADDRESS for one that can be updated
      remove NAME           forget a service you added

    Actions of network:
      show, off, on         whether anything may be sent at all
      log                   what was sent where (--format json)
      forget                empty that record
      plain-http REGISTRY   ask this registry without encryption, with --passwords sending those as well
      encrypted REGISTRY    ask it with encryption again

    Exit codes: 0 every target is signed by somebody on the list. Otherwise the worst of:
    1 failed, 5 could not check, 4 no signature, 3 not on the list. 2 is wrong use.

    Actions of list; ENTRY is a label or an id:
      show [WORD...]        the entries, or those in which all words occur
      add                   add an entry: --label, --issuer, and one of --identity, --pattern, --regex,
                            or --key, --key-file without --issuer
      remove ENTRY...       delete entries
      enable ENTRY...       let entries count; an imported one is then reviewed
      disable ENTRY...      let entries not count
      test ENTRY            try an entry on the files checked so far and on names made to be taken for
                            its signer
      lint                  say what is unwise about the entries
      undo                  take the latest change back
      import FILE           add what a list, a policy or the commands of cosign and gh hold, to be reviewed;
                            an entry of yours that has the name already stays, unless you say --replace
      export [ENTRY...]     write entries in another form: --as whence, cosign, gh,
                           policy-controller, kyverno, kyverno-images, connaisseur or ratify

    Options of list:
      --list FILE           a list file instead of your own
      --format text|json    how to write the answer (text)
    Options of list add:
      --width WIDTH         version-tags, any-ref, any-workflow or any-repository: how widely a build
                            named with --identity is meant
      --confirm NAME        the name of the owner or host, for an entry that accepts very much
      --claim CLAIM         signature, build-record, parts-list, publish-record or statement; repeatable
      --files, --images, --packages PATTERN   what the entry is for; repeatable
      --repository-id, --owner-id NUMBER      account numbers the certificate must have
      --instance NAME       the signing service, when it is one you added with trust-data add
      --basis BASIS         project-page, told-by-someone, my-organisation or first-seen
      --basis-link URL      where that can be read
      --expires DAY         the first day it no longer counts, such as 2027-01-01
      --note TEXT, --pinned, --disabled

    Exit codes of list: 0 done. 1 lint found something, a tried name was accepted, or an import or export
    left something out. 2 wrong use.
    3 the list was not changed: it has a mistake, is being changed elsewhere or cannot be written.
cli-statement-none = There is no statement here: nothing that says something about a file in signed words.
standing-checked = checked here
standing-claimed = claimed
standing-computed = computed here
cli-sbom-none = There is no parts list here.
cli-sbom-more =
    { $number ->
        [one] One more is not shown. Use --format csv or --find.
       *[other] { $number } more are not shown. Use --format csv or --find.
    }
cli-sbom-unread = { $argument }: { $reason }
cli-sbom-unknown-format = There is no format “{ $argument }”. Use table, csv or json.
cli-sbom-diff-needs-two = Name two files: the earlier and the later parts list.
cli-trust-data-what = Say “whence trust-data show”, “update [NAME] [--from FOLDER]”, “add NAME --trusted-root FILE”, “add NAME --root FILE --mirror ADDRESS” or “remove NAME”.
cli-see-help = See “whence help”.
cli-unknown-command = There is no command “{ $argument }”.
cli-unknown-option = There is no option “{ $argument }”.
cli-check-unknown-format = There is no format “{ $argument }”. Use text, json or csv.
cli-many-progress = { $done } of { $all } files, { $rate } a second
cli-unknown-format = There is no format “{ $argument }”. Use text or json.
cli-value-missing = The option { $argument } needs a value.
cli-value-not-wanted = The option { $argument } takes no value.
cli-option-twice = The option { $argument } can be given once.
cli-not-text = This value is not text in UTF-8: { $argument }
cli-identity-needs-issuer = The options --identity and --issuer are given together, and --instance only with them.
cli-list-or-identity = Use --list or --identity, not both.
cli-target-missing = Say which file or digest to check.
cli-list-missing = There is no list file { $argument }.
cli-list-problem = { $file }, line { $line }, column { $column }: { $problem }
cli-list-unreadable = { $file }: This list file cannot be read.
cli-identity-problem = The signer given with --identity and --issuer cannot be used: { $problem }
cli-key-unreadable = The key file { $argument } holds no well-formed public key (PEM).
cli-key-unsupported = The key in { $argument } is of a kind or size this app does not check.
cli-entry-missing = Say which entry, by its label or its id.
cli-not-wanted = This is one too many: { $argument }
cli-unknown-list-command = There is no action “{ $argument }” of whence list.
cli-unknown-export = There is no form “{ $argument }”. Use whence, cosign, gh, policy-controller, kyverno, kyverno-images, connaisseur or ratify.
cli-unknown-basis = There is no basis “{ $argument }”. Use project-page, told-by-someone, my-organisation or first-seen.
cli-unknown-width = The identity cannot be meant “{ $argument }”. Use version-tags, any-ref, any-workflow or any-repository with the address of a build.
cli-no-such-entry = The list has no entry “{ $argument }”.
cli-import-name-taken = Your list has another entry of this name, which stays. Say --replace to put this one in its place.
cli-import-not-alone = It counts only together with “{ $label }”, which is left out.
cli-confirm-needed = This entry accepts very much. Say --confirm { $name } if you mean it.
cli-list-head = { $exists ->
   *[yes] { $file }
    [no] { $file } (not there yet)
}: { $count ->
    [one] one entry
   *[other] { $count } entries
}, fingerprint { $fingerprint }
cli-list-entry = [{ $standing ->
   *[in-force] counts
    [disabled] switched off
    [to-review] to review
    [expired] expired
}] { $label } ({ $id })
cli-list-managed = from the list “{ $list }” of your organisation
cli-list-rule = Rule “{ $label }” needs: { $needs }
cli-list-nothing-found = There is nothing to say.
cli-list-better = Better: { $text }
cli-list-tested-past = { $all ->
    [0] No file with a proven signer was checked yet.
   *[other] Accepts { $accepted } of { $all } files checked so far.
}
cli-list-tested-file = { $accepted ->
   *[yes] accepts
    [no] refuses
} { $name }: { $who }{ $told ->
   *[no] { "" }
    [yes] { " " }({ $because })
}
cli-list-tested = Refuses { $refused } of { $all } names made to be taken for its signer.
cli-list-accepted = accepts { $name }: { $how }
cli-output-failed = The result could not be written.
cli-no-home = This system names no folder for settings, so there is no history.
cli-not-a-number = This is not a number that can be used here: { $argument }
cli-unknown-state = There is no state “{ $argument }”. Use listed, unlisted, failed, no-signature or could-not-check.
cli-unknown-keep = Say for how many months, or forever, or off; not “{ $argument }”.
cli-history-use = This action of “whence history” needs other arguments.
cli-history-no-product = Nothing of “{ $argument }” was checked.
cli-history-no-check = There is no check with the number { $argument }. It may have been forgotten.
cli-history-absent = nothing
cli-history-product = { $product } ({ $checks ->
    [one] one check
   *[other] { $checks } checks
})
cli-history-check = { $check }  { $time }  { $state }  { $name }
cli-history-total = { $checks ->
    [0] Nothing was found.
   *[other] Shown: { $shown } of { $products } products, { $checks } checks in all.
}
cli-history-forgotten = Checks forgotten: { $checks }.
cli-history-off = No history is kept.
cli-history-forever = Checks are kept until you forget them.
cli-history-months = Checks are kept for { $months ->
    [one] one month
   *[other] { $months } months
}.
cli-platform-malformed = “{ $argument }” is no platform. One looks like linux/amd64.

cli-lookup-one = Look-ups are made for one file at a time.
cli-allow-network-images = “{ $argument }” cannot be allowed here. It is registry, helpers or plain-http.
cli-allow-network-one = --allow-network does not go with folders or with very many files: each look-up tells somebody which file you hold. Name the files you mean.
cli-many-where-looked = Where no signature was found, it was looked for next to the file and in checksum lists there, and not on the network. To look there for one file: whence lookup FILE
cli-lookup-source = There is no source “{ $argument }”. The sources are github, log, npm, pypi, maven, rubygems and all.
cli-lookup-repository = “{ $argument }” is no owner or owner/name on GitHub.
cli-lookup-about = { $source }: { $what }
cli-lookup-agree = Send this? [y/N]
cli-lookup-not-agreed = Not asked. Nobody is there to agree; --yes agrees to what --dry-run shows.
