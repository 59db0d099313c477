# The trusted identity list: entries in words, what is to be said of them, and what came of an edit.

## Who, in a few words

# $place is owner and repository, a star where any will do.
signer-who-workflow = { $place } · { $workflow } on { $host }
signer-who-name = { $identity }, known to { $service }
signer-who-regex = { $identity } (regular expression), known to { $service }
signer-who-key = the key { $fingerprint }
signer-who-key-file = the key in the file { $file }

## Who, as part of a sentence

signer-workflow = the workflow { $workflow } of { $place } on { $host }, { $refs }
signer-any-workflow = any workflow of { $place } on { $host }, { $refs }
signer-any-repository = any repository of { $owner } on { $host }, { $refs }
signer-ref = at { $reference }
signer-refs = { $refs ->
   *[any] at any branch or tag
    [any-tag] at any tag
    [any-version-tag] at version tags
    [any-branch] at any branch
}

## What for

signer-scope = { $has-refs ->
   *[yes] { $targets }, { $claims }, { $refs }
    [no] { $targets }, { $claims }
}
signer-anything = anything
signer-files = { $more ->
    [0] files named { $patterns }
   *[other] files named { $patterns } and { $more } more
}
signer-images = { $more ->
    [0] images of { $patterns }
   *[other] images of { $patterns } and { $more } more
}
signer-packages = { $more ->
    [0] packages { $patterns }
   *[other] packages { $patterns } and { $more } more
}
signer-claims-all = with any kind of signature
signer-claim = { $claim ->
   *[signature] with a signature
    [build-record] with a build record
    [parts-list] with a parts list
    [publish-record] with a publish record
    [statement] with another statement
}
signer-joined = { $with ->
   *[comma] { $first }, { $rest }
    [or] { $first } or { $rest }
}
signer-sentence = Accepts { $targets }, { $claims }, made by { $who }.
signer-accepts = Fits { $who }.
signer-width = { $width ->
   *[this-identity] exactly this identity
    [version-tags] this workflow, version tags only
    [any-ref] this workflow, any branch or tag
    [any-workflow] any workflow of this repository
    [any-repository] any repository of this owner
    [any-mailbox] any mailbox of this host
}

## The identity by its parts

signer-part-host = Host
signer-part-owner = Owner
signer-part-repository = Repository
signer-part-workflow = Workflow
signer-part-ref = Branch or tag
signer-part-mail = Mail address
signer-part-uri = Identity
signer-part-other-name = User name
signer-part-issuer = Login service
signer-part-instance = Signing service
signer-part-key = Key (SHA-256)
signer-part-number = { $part }: account number
signer-number = no. { $number }

## How you know

signer-basis = { $basis ->
   *[project-page] the project's own page says so
    [told-by-someone] somebody told you
    [my-organisation] your organisation says so
    [first-seen] only seen here
}
signer-basis-with = { $basis }: { $link }
signer-basis-first-seen = first seen here on { $day }
signer-basis-none = not said
signer-basis-managed = list of your organisation

## Facts of an entry

entry-label = Name
entry-pinned = Stop on changes
entry-files = For files
entry-images = For images
entry-packages = For packages
entry-repository-id = Account number of the repository
entry-owner-id = Account number of the owner
entry-source-repository = Built from repository
entry-source-ref = Built from branch or tag
entry-runner = Built on
entry-runner-kind = { $runner ->
   *[hosted] a machine of the build service
    [self-hosted] a machine of the publisher
}
entry-trigger = Started by
entry-imported-from = Imported from
entry-reviewed = Reviewed
entry-managed = From the list
rule-requires = Needs entry

## What is to be said of an entry

signer-label-taken = Another entry has the name “{ $other }”. Choose another name.
signer-label-looks-alike = The name could be taken for “{ $other }”. Choose another name.
signer-name-not-typed = This entry accepts very much. Type “{ $name }” to say that you mean it.

lint-issuer-looks-known = This is not the address of a login service this app knows, but looks like one.
lint-never-matches = No certificate of this login service has such an identity, so the entry never fits.
lint-key-missing = The key file cannot be read, so the entry never fits.
lint-repository-open = Any repository of the owner fits, also one made tomorrow.
lint-mailbox-open = Any mailbox of the host fits.
lint-siblings-fit = Longer names fit as well: what fits tool fits tool-evil too. End with a slash.
lint-workflow-open = Any workflow of the repository fits: anyone who can add one can sign.
lint-ref-open = Any branch fits: anyone who can push a branch can sign.
lint-dot-unescaped = A dot stands for any character here. Write it with a backslash before it.
lint-slash-repeated = A slash with a star stands for any number of slashes here, not for any text.
lint-anchors-not-needed = The marks for start and end are not needed: the whole name is always compared.
lint-branch-only = The branch is fixed: anyone who can push to it can sign.
lint-personal-mailbox = Anyone can open a mailbox at this host. Make sure that this one is theirs.
lint-looks-like-entry = { $whose ->
   *[own] This signer could be taken for your entry “{ $other }”.
    [managed] This signer could be taken for the entry “{ $other }” of your organisation.
}
lint-label-looks-like-entry = { $whose ->
   *[own] The name could be taken for your entry “{ $other }”.
    [managed] The name could be taken for the entry “{ $other }” of your organisation.
}
lint-duplicate = { $whose ->
   *[own] Your entry “{ $other }” names the same signer for the same things.
    [managed] The entry “{ $other }” of your organisation names the same signer for the same things.
}
lint-shadowed = { $whose ->
   *[own] Your entry “{ $other }” is wider and fits whatever this one fits.
    [managed] The entry “{ $other }” of your organisation is wider and fits whatever this one fits.
}
lint-expired = Its last day has passed, so it no longer counts.
lint-first-seen-without-end = You only saw this signer here. Give the entry a last day.
lint-scope-never-fits = No file, image or package has such a name, so the entry never fits.
lint-rule-never-met = An entry this rule asks for is not there or does not count, so nothing fulfils the rule.

## Testing an entry

past-not-kept = No earlier checks are kept, so there are none to try.
near-miss-because = { $difference ->
   *[whole] another identity
    [account] the same name, but another account number
    [disabled] switched off
    [unreviewed] imported and not reviewed yet
    [scope] not for files like this one
    [runner] built on another kind of machine
    [trigger] the build was started by another event
    [source-ref] built from another branch, tag or commit
    [source-repository] built from another repository
    [expired] its last day has passed
    [claim] not for this kind of signature
    [san-kind] another kind of name
    [reference] another branch, tag or commit
    [path] another workflow
    [repository] another repository
    [mailbox] another mailbox
    [owner] another owner
    [host] another host
    [issuer] another login service
    [instance-not-named] signed through “{ $instance }”, which the entry does not name
    [instance-missing] not signed through the signing service that the entry names
}
impostor = { $trick ->
   *[homoglyph] a letter that is drawn alike
    [hidden-character] a character that cannot be seen
    [normalisation] another form of the same letter
    [letter-case] upper for lower case
    [separator] a separator more or less
    [one-edit] one letter changed
    [two-edits] two letters changed
    [added-word] a word added
    [host] another host
    [user-info] the host as a user name elsewhere
    [query-or-fragment] the address inside of another one
    [percent-encoding] a character written as a code
    [trailing-dot] a dot at the end
    [path] another path that reads alike
    [reference] another branch or tag that reads alike
    [issuer] another login service
    [instance] another signing service
    [condition] another account number, machine or event
    [kind] another kind of name
    [key] another key
}

## Trusting the signer of a result

trust-consequence = { $width ->
   *[this-identity] Nobody else. The next version may carry another identity and is then not on your list.
    [version-tags] Anyone who can put a version tag into this repository.
    [any-ref] Anyone who can push a branch to this repository.
    [any-workflow] Anyone who can add a workflow to this repository.
    [any-repository] Anyone who can make a repository of this owner.
    [any-mailbox] Anyone with a mailbox at this host.
}
trust-confirm = Trust { $who }
trust-refused = { $reason ->
   *[not-proven] Nobody was proven to have signed this, so there is nobody to trust.
    [no-evidence] This evidence names nobody who could be trusted.
    [no-file] No file was compared. Check the file together with this evidence first.
    [listed] This signer is on your list.
    [failed] A check did not hold. A signer is not put on the list from such a result.
    [no-name] This signer has no name that an entry could ask for.
}
trust-no-scope = Choose how widely to trust this signer.
trust-no-basis = Say how you know that this is the right signer.
trust-no-page = Paste the address or the text of the page that names this signer.
trust-basis-fits = It names “{ $name }”.
trust-basis-owner-only = It names the same owner, but not “{ $name }”.
trust-basis-differs = It does not name “{ $name }”.

signer-compared = The signer is not the one of your entry “{ $label }”.
compare-your-entry = Your entry
compare-this-signer = This signer
compare-place = In place { $place }: { $before } there, { $after } here
compare-only-there = In place { $place }: { $before } there, nothing here
compare-only-here = In place { $place }: nothing there, { $after } here
compare-longer = Here it goes on with { $after } in place { $place }
compare-shorter = Here it ends before place { $place }

## Mistakes in a form, told at their fields

form-problem-empty = This is still empty.
form-problem-too-long = At most { $limit } characters.
form-problem-odd-characters = This holds hidden or unusual characters.
form-problem-not-ascii = This holds characters that a certificate cannot hold here.
form-problem-expected-date = A day such as 2027-01-01 is needed.
form-problem-number-shape = Only digits can stand here.
form-problem-link-not-an-address = An address is needed that starts with https and names a host.
form-problem-too-many-items = These are more lines than there can be.
form-problem-key-unreadable = This is no public key that this app can check with.
form-problem-identity-has-star = A name letter by letter takes no star. Choose “a name with stars”.
form-problem-pattern-without-star = There is no star in it. Choose “one name, letter by letter”.
form-problem-pattern-not-for-kind = Stars are not for this kind of name.

## Well-known signers

starter-read-at = Read on { $day } at: { $source }

## Import and export

import-list = a list of this app
import-commands = commands of other tools
import-policies = policies of other tools
import-nobody = nobody that could be read
import-refused = { $reason ->
   *[not-one-command] This is not one plain command.
    [unknown-tool] This is no command of a tool whose commands are read here.
    [issuer-open] It does not fix the login service. An entry always does.
    [identity-missing] It does not say who signs, or says it twice.
    [expression] Its regular expression has no equal here that fits exactly the same.
    [not-an-entry] The list has no form for this signer.
}
import-refused-option = The option { $option } asks for something that an entry cannot say.
export-refused = { $reason ->
   *[conditions] The tool does not compare a fact that the entry asks for.
    [account-numbers] The tool does not compare account numbers.
    [claim] The tool does not check this kind of signature.
    [key-without-file] The tool needs the key as a file, and the entry names none.
    [not-a-workflow] The tool checks addresses of build workflows only.
    [expression] The entry has a regular expression of this app's own kind.
}
import-rule-left-out = The rule “{ $label }” asks for an entry that is not in the file.
export-rule-left-out = This rule asks for further entries, so that it is left out.
signers-import-unread = The file cannot be read, or is larger than a list can be.
signers-not-saved = The export could not be saved there.

## What came of an edit

signers-added = “{ $label }” was added.
signers-trusted = “{ $label }” is on your list now.
signers-changed = “{ $label }” was changed.
signers-switched-on = “{ $label }” counts now.
signers-switched-off = “{ $label }” no longer counts.
signers-pinned = “{ $label }” stops you when its signer changes.
signers-unpinned = “{ $label }” notes it when its signer changes.
signers-deleted = “{ $label }” was deleted.
signers-imported = { $count ->
    [one] One entry was added. It counts once you have reviewed it.
   *[other] { $count } entries were added. They count once you have reviewed them.
}
signers-replaced = { $count ->
    [one] Your entry “{ $names }” was replaced. What is there now counts once you have reviewed it.
   *[other] { $count } entries of yours were replaced: { $names }. What is there now counts once you have reviewed it.
}
signers-imported-and-replaced = { $imported } { $replaced }
signers-put-back = “{ $label }” was put back.
signers-as-before = “{ $label }” is as it was before.
signers-taken-back = “{ $label }” was taken off the list again.
signers-undone = The list is as it was before.

## Why the list was not changed

signers-no-place = This system names no folder for settings, so there is no place for a list.
signers-broken = The list file has a mistake in line { $line }, column { $column }: { $problem } Until it is put right, nothing is written over it.
signers-would-break = The list would have a mistake: { $problem } Nothing was changed.
signers-list-full = The list has no room for this. Nothing was changed.
signers-list-changed = The list was changed by somebody else meanwhile. Look at it again. Nothing was changed.
signers-list-forgotten = This is an old state of the list. Look at it again. Nothing was changed.
signers-no-such-entry = The list has no entry “{ $entry }”. Nothing was changed.
signers-entry-managed = “{ $label }” is from the list “{ $list }” of your organisation, which is changed where it is kept.
signers-nothing-to-undo = There is no change of this app to take back.
signers-busy = Another program is changing the list. Try again.
signers-not-writable = The list file could not be written: { $detail }. Nothing was changed.
signers-draft-broken = The entry has mistakes.
signers-import-forgotten = This import is no longer kept. Import it again.
signers-rows-apart = Entries that count only together are taken together or not at all.
signers-row-not-taken = Nothing of this import can be taken.
