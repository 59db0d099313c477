//! Policies of other tools: what becomes an entry, what is listed, and that nothing becomes wider.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{collections::BTreeMap, fs, path::Path};

use proptest::prelude::*;
use whence_evidence::UnixTime;
use whence_identity::policy::{
    Format, Imported, LeftOut, Refused, RefusedCode, Why, export, import,
};
use whence_identity::{Entry, IdentityList, Origin, Rule};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
const PEM: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZxAfzrQG1EbWyCI8LiSB7YgSFXoI
FNGTyQGKHFc6/H8TQumT9VLS78pUwtv3w7EfKoyFZoP32KrO7nzUy2q6Cw==
-----END PUBLIC KEY-----
";

fn list(signers: &[&str]) -> IdentityList {
    let mut file = String::from("schema = 1\n");
    for (number, signer) in signers.iter().enumerate() {
        file.push_str(&format!(
            "[[signer]]\nlabel = \"Signer: '{}' {{x}} #{number}, ä\"\nclaims = [\"signature\"]\n{signer}\n",
            [
                "one", "two", "three", "four", "five", "six", "seven", "eight"
            ][number]
        ));
    }
    IdentityList::parse(file.as_bytes()).unwrap_or_else(|problems| panic!("{file}{problems:?}"))
}

const ISSUER: &str = "issuer = \"https://token.actions.githubusercontent.com\"\n";

/// As it comes back: for the same, but to be reviewed.
fn reviewed(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    assert!(!entry.enabled && entry.awaits_review());
    entry.enabled = true;
    entry.imported_from = None;
    entry
}

fn made_here(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    (entry.first_line, entry.last_line) = (0, 0);
    entry
}

fn round_trip(format: Format, list: &IdentityList) {
    let entries: Vec<&Entry> = list.entries().iter().collect();
    let exported = export(format, &entries, &[], NOW);
    assert_eq!(exported.left_out, [], "{format:?}");
    let imported = import("policy.yaml", &exported.text)
        .unwrap_or_else(|refused| panic!("{refused:?}\n{}", exported.text));
    assert_eq!(imported.formats, [format]);
    let left_out: Vec<_> = imported
        .not_expressible
        .iter()
        .filter(|note| note.left_out)
        .collect();
    assert!(left_out.is_empty(), "{left_out:?}\n{}", exported.text);
    let back: Vec<Entry> = imported.entries.iter().map(reviewed).collect();
    let before: Vec<Entry> = list.entries().iter().map(made_here).collect();
    assert_eq!(back, before, "{}", exported.text);
}

#[test]
fn entries_come_back_from_every_format_as_they_were() {
    let identities = [
        "identity = \"https://github.com/acme/tool/.github/workflows/w.yml@refs/tags/v1\"",
        "parts = { host = \"github.com\", owner = \"acme\", repository = \"tool\", workflow = \".github/workflows/w.yml\", ref = \"refs/tags/v*\" }",
        "parts = { host = \"github.com\", owner = \"acme\", repository = \"*\", workflow = \"*\", ref = \"*\" }",
        "parts = { host = \"github.com\", owner = \"acme\", repository = \"tool\", workflow = \"*\", ref = \"refs/tags/*\" }",
        "identity-pattern = \"https://github.com/acme/*/.github/workflows/release-*.yml@refs/heads/main\"",
        "identity-regex = 'https://github\\.com/acme/tool/[a-z-]+@refs/tags/v.+'",
    ];
    for format in Format::ALL {
        let images = |number: usize| match format {
            Format::ClusterImagePolicy => {
                format!("[\"ghcr.io/acme/{number}*\", \"docker.io/acme/**\"]")
            }
            Format::KyvernoClusterPolicy | Format::KyvernoImageValidatingPolicy => {
                format!("[\"ghcr.io/acme/{number}\", \"quay.io/**\"]")
            }
            Format::Connaisseur => format!("[\"ghcr.io/acme{number}/*\", \"ghcr.io/a{number}/b\"]"),
            Format::Ratify => format!("[\"ghcr.io/acme{number}/**\", \"ghcr.io/a{number}/b\"]"),
        };
        let mut signers: Vec<String> = identities
            .iter()
            .enumerate()
            .map(|(number, identity)| format!("{ISSUER}{identity}\nimages = {}", images(number)))
            .collect();
        if *format != Format::Ratify {
            signers.push(format!(
                "key-pem = \"\"\"\n{PEM}\"\"\"\nimages = {}",
                images(7)
            ));
        }
        let signers: Vec<&str> = signers.iter().map(String::as_str).collect();
        round_trip(*format, &list(&signers));
    }
}

#[test]
fn entries_for_the_same_images_stand_beside_each_other_where_the_tool_takes_one_of_them() {
    let signers = ["a@acme.example", "b@acme.example"].map(|mailbox| {
        format!(
            "issuer = \"https://accounts.google.com\"\nidentity = \"{mailbox}\"\nimages = [\"**\"]"
        )
    });
    let both = list(&[&signers[0], &signers[1]]);
    round_trip(Format::ClusterImagePolicy, &both);
    round_trip(Format::Connaisseur, &both);
    let entries: Vec<&Entry> = both.entries().iter().collect();
    let ratify = export(Format::Ratify, &entries, &[], NOW);
    assert_eq!(ratify.left_out, [(1, LeftOut::SameImages)]);
}

#[test]
fn what_would_become_wider_is_not_exported() {
    let identity =
        "identity = \"https://github.com/acme/tool/.github/workflows/w.yml@refs/tags/v1\"";
    for (more, why) in [
        ("enabled = false", LeftOut::NotInForce),
        ("imported-from = \"x\"", LeftOut::NotInForce),
        ("expires = 2100-01-01", LeftOut::Expires),
        ("owner-id = 1", LeftOut::AccountNumbers),
        ("runner = \"hosted\"", LeftOut::Conditions),
        ("files = [\"*.zip\"]", LeftOut::NoImages),
        ("images = [\"ghcr.io/*/**/x*y*\"]", LeftOut::ImagePattern),
        ("images = [\"acme\"]", LeftOut::ImagePattern),
    ] {
        let list = list(&[&format!("{ISSUER}{identity}\n{more}")]);
        let exported = export(Format::Ratify, &[&list.entries()[0]], &[], NOW);
        assert_eq!(exported.left_out, [(0, why)], "{more}");
        assert_eq!(exported.text, "");
    }
    let expression = "identity-regex = 'https://github\\.com/acme/tool/\\w+'";
    let unequal = list(&[&format!("{ISSUER}{expression}")]);
    let key = list(&[&format!("key = \"sha256:{}\"", "0".repeat(64))]);
    for format in Format::ALL {
        let expressed = export(*format, &[&unequal.entries()[0]], &[], NOW);
        assert_eq!(expressed.left_out, [(0, LeftOut::Expression)]);
        let keyed = export(*format, &[&key.entries()[0]], &[], NOW);
        assert_eq!(keyed.left_out, [(0, LeftOut::Key)]);
    }
}

#[test]
fn what_counts_only_together_is_not_exported_alone() {
    let signer = |mailbox: &str, image: &str| {
        format!(
            "issuer = \"https://accounts.google.com\"\nidentity = \"{mailbox}@acme.example\"\nimages = [\"{image}\"]"
        )
    };
    let list = list(&[
        &signer("a", "ghcr.io/acme/tool"),
        &signer("b", "ghcr.io/acme/**"),
        &signer("c", "ghcr.io/other/**"),
    ]);
    let entries: Vec<&Entry> = list.entries().iter().collect();
    let rule = |scope: &str, more: &str| {
        let text = format!(
            "schema = 1\n[[rule]]\nlabel = \"both\"\n{scope}\nrequires = [\"a\", \"b\"]\n{more}"
        );
        IdentityList::parse(text.as_bytes()).unwrap().rules()[0].clone()
    };
    let left_out =
        |rule: &Rule| export(Format::ClusterImagePolicy, &entries, &[rule], NOW).left_out;
    let images = rule("images = [\"ghcr.io/acme/*\"]", "");
    assert_eq!(
        left_out(&images),
        [(0, LeftOut::Together), (1, LeftOut::Together)]
    );
    assert_eq!(
        left_out(&rule("images = [\"ghcr.io/acme/*\"]", "enabled = false")),
        []
    );
    assert_eq!(left_out(&rule("files = [\"*\"]", "")), []);
}

fn read(text: &str) -> Imported {
    import("policy.yaml", text).unwrap_or_else(|refused| panic!("{refused:?}\n{text}"))
}

/// Why there is no entry.
fn reasons(imported: &Imported) -> Vec<Why> {
    let notes = imported.not_expressible.iter();
    notes
        .filter(|note| note.left_out)
        .map(|note| note.why)
        .collect()
}

fn kyverno(images: &str, more: &str, attestors: &str) -> String {
    format!(
        "apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {{name: check}}
spec:
  rules:
  - name: rule
    match: {{any: [{{resources: {{kinds: [Pod]}}}}]}}
    verifyImages:
    - imageReferences: [{images}]
      {more}
      attestors: [{attestors}]
"
    )
}

const KEYLESS: &str =
    "{entries: [{keyless: {issuer: 'https://accounts.google.com', subject: 'a@acme.example'}}]}";

#[test]
fn kyverno_is_taken_where_an_entry_means_the_same() {
    let good = read(&kyverno("'ghcr.io/acme/*', 'ghcr.io/x/y:*'", "", KEYLESS));
    assert_eq!(good.entries.len(), 1);
    assert_eq!(good.entries[0].label, "check: rule");
    assert_eq!(
        good.entries[0].scope.images,
        ["ghcr.io/acme/**", "ghcr.io/x/y"]
    );
    let notes: Vec<Why> = good.not_expressible.iter().map(|note| note.why).collect();
    assert_eq!(notes, [Why::WorkloadFilter, Why::ImageByTag]);

    let keyless = |fields: &str| format!("{{entries: [{{keyless: {{{fields}}}}}]}}");
    let google = "issuer: 'https://accounts.google.com'";
    let wild = read(&kyverno(
        "'*'",
        "",
        &keyless(&format!(
            "{google}, subject: 'https://github.com/acme/tool/*'"
        )),
    ));
    assert_eq!(
        wild.entries[0].certificate().unwrap().identity.text(),
        "https://github.com/acme/tool/**"
    );
    for (attestor, why) in [
        (keyless(google), Why::IdentityMissing),
        (keyless("subject: 'a@acme.example'"), Why::IssuerMissing),
        (
            keyless("subject: 'a@acme.example', issuer: '*'"),
            Why::IssuerOpen,
        ),
        (
            keyless(&format!("{google}, subject: 'a?@acme.example'")),
            Why::Wildcard,
        ),
        (
            keyless(&format!("{google}, subject: '*'")),
            Why::IdentityShape,
        ),
        (
            keyless(&format!("{google}, subject: '*@acme*'")),
            Why::IdentityTooOpen,
        ),
        (
            keyless(&format!("{google}, subjectRegExp: 'acme'")),
            Why::ExpressionUnanchored,
        ),
        (
            keyless(&format!("{google}, subjectRegExp: '^\\w$'")),
            Why::ExpressionSyntax,
        ),
        (
            keyless(&format!("{google}, subject: 'a@b.example', roots: x")),
            Why::PrivateInstance,
        ),
        (
            keyless(&format!(
                "{google}, subject: 'a@b.example', additionalExtensions: {{a: b}}"
            )),
            Why::Extensions,
        ),
        (
            keyless(&format!("{google}, subject: 'a@b.example', surprise: 1")),
            Why::UnknownKey,
        ),
        (
            "{entries: [{keys: {publicKeys: 'k8s://x/y'}}]}".into(),
            Why::KeyElsewhere,
        ),
        ("{entries: [{keys: {kms: 'x'}}]}".into(), Why::KeyElsewhere),
        ("{entries: [{}]}".into(), Why::NoSigner),
        (String::new(), Why::NoSigner),
    ] {
        let text = kyverno("'ghcr.io/acme/*'", "", &attestor);
        let imported = read(&text);
        assert_eq!(imported.entries, [], "{text}");
        assert!(reasons(&imported).contains(&why), "{text}{imported:?}");
    }
    for (images, more, why) in [
        ("'ghcr.io/acme/app:v1'", "", Why::ImageTag),
        ("'ghcr.io/acme/app'", "", Why::ImageTag),
        ("'ghcr.io/acme/ap?'", "", Why::ImagePattern),
        ("'nginx*'", "", Why::ImageWithoutRegistry),
        (
            "'*'",
            "skipImageReferences: ['ghcr.io/*']",
            Why::ImageExceptions,
        ),
        ("'*'", "type: Notary", Why::OtherSignature),
        ("'*'", "attestations: [{type: x}]", Why::Attestations),
        ("'*'", "surprise: true", Why::UnknownKey),
    ] {
        let text = kyverno(images, more, KEYLESS);
        let imported = read(&text);
        assert_eq!(imported.entries, [], "{text}");
        assert_eq!(reasons(&imported), [why], "{text}");
    }
}

/// Entries that count together are all there, and a rule asks for each of them.
fn joined(text: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let imported = read(text);
    let mut file = String::from("schema = 1\n");
    for entry in &imported.entries {
        file.push_str(&entry.to_toml());
    }
    for rule in &imported.rules {
        assert!(rule.enabled);
        file.push_str(&rule.to_toml());
    }
    let list = IdentityList::parse(file.as_bytes())
        .unwrap_or_else(|problems| panic!("{file}{problems:?}"));
    let identity = |id: &String| {
        let entry = list.entry(&Origin::Own, id).unwrap();
        entry.certificate().unwrap().identity.text()
    };
    let rules = list.rules().iter();
    rules
        .map(|rule| {
            let signers = rule.requires.iter().map(identity).collect();
            (rule.scope.images.clone(), signers)
        })
        .collect()
}

#[test]
fn signers_that_are_needed_together_become_a_rule() {
    let signer = |name: &str| {
        format!(
            "keyless: {{issuer: 'https://accounts.google.com', subject: '{name}@acme.example'}}"
        )
    };
    let [a, b, c] = ["a", "b", "c"].map(signer);
    let acme = || vec!["ghcr.io/acme/**".to_owned()];
    let mails = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{name}@acme.example"))
            .collect()
    };
    let images = "'ghcr.io/acme/*'";
    for (attestors, signers) in [
        // Each attestor is needed, and of one without a count each entry.
        (
            format!("{{entries: [{{{a}}}]}}, {{entries: [{{{b}}}]}}"),
            vec!["a", "b"],
        ),
        (format!("{{entries: [{{{a}}}, {{{b}}}]}}"), vec!["a", "b"]),
        (
            format!("{{count: 3, entries: [{{{a}}}, {{{b}}}, {{{c}}}]}}"),
            vec!["a", "b", "c"],
        ),
        (
            format!("{{count: 1, entries: [{{{a}}}]}}, {{entries: [{{{b}}}, {{{c}}}]}}"),
            vec!["a", "b", "c"],
        ),
        // The same signer twice is one.
        (format!("{{entries: [{{{a}}}, {{{a}}}]}}"), vec![]),
        (format!("{{count: 1, entries: [{{{a}}}, {{{b}}}]}}"), vec![]),
    ] {
        let text = kyverno(images, "", &attestors);
        let expected = match signers.as_slice() {
            [] => vec![],
            signers => vec![(acme(), mails(signers))],
        };
        assert_eq!(joined(&text), expected, "{text}");
        assert_eq!(reasons(&read(&text)), [], "{text}");
    }
    // What is neither one of them nor all is listed, and nothing is taken of it.
    for attestors in [
        format!("{{count: 2, entries: [{{{a}}}, {{{b}}}, {{{c}}}]}}"),
        format!("{{count: 1, entries: [{{{a}}}, {{{b}}}]}}, {{entries: [{{{c}}}]}}"),
        format!("{{count: 9, entries: [{{{a}}}]}}"),
        format!("{{count: x, entries: [{{{a}}}, {{{b}}}]}}"),
    ] {
        let imported = read(&kyverno(images, "", &attestors));
        assert_eq!(
            (&imported.entries[..], &imported.rules[..]),
            (&[][..], &[][..]),
            "{attestors}"
        );
        assert!(
            reasons(&imported).contains(&Why::SeveralNeeded),
            "{attestors}"
        );
    }
    // One of those needed that cannot be said leaves nothing that would be enough.
    let partly = format!("{{entries: [{{{a}}}, {{keys: {{kms: x}}}}]}}");
    let imported = read(&kyverno(images, "", &partly));
    assert_eq!(imported.entries, []);
    assert_eq!(reasons(&imported), [Why::KeyElsewhere]);
}

#[test]
fn labels_too_long_to_tell_their_ids_apart_are_told_apart_by_number() {
    let signer = |name: usize| {
        format!(
            "{{keyless: {{issuer: 'https://accounts.google.com', subject: '{name}@acme.example'}}}}"
        )
    };
    let signers: Vec<String> = (0..12).map(signer).collect();
    let attestor = format!("{{count: 1, entries: [{}]}}", signers.join(", "));
    for length in [50, 57, 63, 64, 65, 91, 92, 93, 200] {
        let name = "n".repeat(length);
        let policy = kyverno("'ghcr.io/acme/*'", "", &attestor);
        let policy = policy.replace("name: check", &format!("name: {name}"));
        let imported = read(&policy);
        assert_eq!(
            (imported.entries.len(), reasons(&imported)),
            (12, vec![]),
            "{length}"
        );
        let text: String = imported.entries.iter().map(Entry::to_toml).collect();
        let back = IdentityList::parse(format!("schema = 1\n{text}").as_bytes()).unwrap();
        let made: Vec<Entry> = back.entries().iter().map(made_here).collect();
        assert_eq!(made, imported.entries, "{length}");
    }
}

#[test]
fn an_image_of_which_more_is_said_is_not_taken_as_all_of_its_pattern() {
    let authority = "authorities: [{keyless: {identities: \
                     [{issuer: 'https://accounts.google.com', subject: 'a@acme.example'}]}}]";
    let controller = |images: &str| {
        format!(
            "apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {{name: c}}\n\
             spec:\n  images: [{images}]\n  {authority}\n"
        )
    };
    let validating = |images: &str| {
        format!(
            "apiVersion: policies.kyverno.io/v1\nkind: ImageValidatingPolicy\nmetadata: {{name: c}}\nspec:\n  \
             matchImageReferences: [{images}]\n  attestors: [{{name: a, cosign: {{keyless: {{identities: \
             [{{issuer: 'https://accounts.google.com', subject: 'a@acme.example'}}]}}}}}}]\n  \
             validations: [{{expression: 'images.containers.map(image, verifyImageSignatures(image, \
             [attestors.a])).all(e, e > 0)'}}]\n"
        )
    };
    let (whole, partly) = (
        "{glob: 'ghcr.io/a/**'}",
        "{glob: 'ghcr.io/b/**', onlyTag: v1}",
    );
    let computed = "{glob: 'ghcr.io/b/**', expression: 'image.tag == v1'}";
    for (text, why) in [
        (controller(partly), Why::UnknownKey),
        (validating(partly), Why::UnknownKey),
        (validating(computed), Why::PolicyLanguage),
    ] {
        let imported = read(&text);
        assert_eq!(imported.entries, [], "{text}");
        assert_eq!(reasons(&imported), [why], "{text}");
    }
    for text in [
        controller(&format!("{whole}, {partly}")),
        validating(&format!("{whole}, {partly}")),
    ] {
        let imported = read(&text);
        assert_eq!(imported.entries[0].scope.images, ["ghcr.io/a/**"], "{text}");
    }
}

#[test]
fn what_several_policies_ask_of_the_same_images_is_asked_together() {
    let policy = |name: &str, images: &str, signers: &[&str]| {
        let identity = |name: &&str| {
            format!("{{issuer: 'https://accounts.google.com', subject: '{name}@acme.example'}}")
        };
        let identities: Vec<String> = signers.iter().map(identity).collect();
        format!(
            "---\napiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\n\
             metadata: {{name: {name}}}\nspec:\n  images: [{{glob: '{images}'}}]\n  \
             authorities: [{{keyless: {{identities: [{}]}}}}]\n",
            identities.join(", ")
        )
    };
    let notes = |text: &str| -> Vec<Why> {
        read(text)
            .not_expressible
            .iter()
            .map(|note| note.why)
            .collect()
    };
    let acme = "ghcr.io/acme/**";
    let both = policy("one", acme, &["a"]) + &policy("two", acme, &["b"]);
    let signers = vec!["a@acme.example".to_owned(), "b@acme.example".to_owned()];
    assert_eq!(joined(&both), [(vec![acme.to_owned()], signers)]);
    assert_eq!(notes(&both), []);

    let apart = policy("one", acme, &["a"]) + &policy("two", "ghcr.io/other/**", &["b"]);
    assert_eq!((joined(&apart), notes(&apart)), (vec![], vec![]));
    // One of several, or only some of the images: a rule cannot say it, and the person is told.
    let either = policy("one", acme, &["a", "b"]) + &policy("two", acme, &["c"]);
    assert_eq!(notes(&either), [Why::OthersToo; 2]);
    let partly = policy("one", acme, &["a"]) + &policy("two", "**", &["b"]);
    assert_eq!(
        (joined(&partly), notes(&partly)),
        (vec![], vec![Why::OthersToo; 2])
    );
}

#[test]
fn validating_policies_are_taken_only_with_the_plain_expression() {
    let policy = |expression: &str| {
        format!(
            "{{\"apiVersion\": \"policies.kyverno.io/v1\", \"kind\": \"ImageValidatingPolicy\",
 \"metadata\": {{\"name\": \"check\"}}, \"spec\": {{
  \"matchImageReferences\": [{{\"glob\": \"ghcr.io/*\"}}],
  \"attestors\": [{{\"name\": \"a\", \"cosign\": {{\"keyless\": {{\"identities\": [
   {{\"issuer\": \"https://accounts.google.com\", \"subject\": \"a@acme.example\"}}]}}}}}}],
  \"validations\": [{{\"expression\": \"{expression}\"}}]}}}}"
        )
    };
    let plain =
        "images.containers.map(image, verifyImageSignatures(image, [attestors.a])).all(e, e > 0)";
    assert_eq!(read(&policy(plain)).entries.len(), 1);
    for other in [
        plain.replace("attestors.a", "attestors.b"),
        plain.replace("> 0", "> 1"),
        format!("{plain} && images.containers.all(i, i.startsWith('x'))"),
    ] {
        let imported = read(&policy(&other));
        assert_eq!(imported.entries, []);
        assert_eq!(reasons(&imported), [Why::PolicyLanguage], "{other}");
    }
}

#[test]
fn connaisseur_rules_that_others_may_take_over_are_left_out() {
    let values = |policy: &str| {
        format!(
            "application:
  validators:
  - name: ours
    type: cosign
    trustRoots:
    - name: default
      keyless: {{issuer: 'https://accounts.google.com', subject: 'a@acme.example'}}
    - name: second
      key: |
        {}
  - {{name: allow, type: static, approve: true}}
  - name: three
    type: cosign
    trustRoots:
    - {{name: a, keyless: {{issuer: 'https://accounts.google.com', subject: 'a@acme.example'}}}}
    - {{name: b, keyless: {{issuer: 'https://accounts.google.com', subject: 'b@acme.example'}}}}
    - {{name: c, keyless: {{issuer: 'https://accounts.google.com', subject: 'c@acme.example'}}}}
  policy: [{policy}]
",
            PEM.replace('\n', "\n        ")
        )
    };
    let rule = |pattern: &str, more: &str| format!("{{pattern: '{pattern}', {more}}}");
    let single = read(&values(&rule("ghcr.io/acme/*:*", "validator: ours")));
    assert_eq!(single.entries.len(), 1);
    assert_eq!(single.entries[0].label, "ours");
    assert_eq!(single.entries[0].scope.images, ["ghcr.io/acme/*"]);
    let either = "validator: ours, with: {trustRoot: '*', threshold: 1}";
    assert_eq!(read(&values(&rule("*:*", either))).entries.len(), 2);
    for (with, entries, rules) in [
        ("{trustRoot: '*', threshold: 1}", 2, 0),
        ("{trustRoot: '*'}", 2, 1),
        ("{trustRoot: '*', threshold: 2}", 2, 1),
        ("{trustRoot: '*', threshold: 1, required: [second]}", 1, 0),
        ("{trustRoot: '*', required: [second]}", 2, 1),
    ] {
        let found = read(&values(&rule(
            "*:*",
            &format!("validator: ours, with: {with}"),
        )));
        assert_eq!(
            (found.entries.len(), found.rules.len()),
            (entries, rules),
            "{with}"
        );
        assert!(!reasons(&found).contains(&Why::SeveralNeeded), "{with}");
        let ids: Vec<&str> = found
            .entries
            .iter()
            .map(|entry| entry.id.as_str())
            .collect();
        assert!(
            found.rules.iter().all(|rule| rule.requires == ids),
            "{with}"
        );
    }
    for (policy, why, entries) in [
        (
            format!(
                "{}, {}",
                rule("*:*", "validator: ours"),
                rule("ghcr.io/*/*:*", "validator: allow")
            ),
            Why::Shadowed,
            0,
        ),
        (
            format!(
                "{}, {}",
                rule("*:*", "validator: allow"),
                rule("ghcr.io/*/*:*", "validator: ours")
            ),
            Why::Shadowed,
            1,
        ),
        (
            rule(
                "*:*",
                "validator: ours, with: {trustRoot: '*', threshold: 3}",
            ),
            Why::SeveralNeeded,
            0,
        ),
        (
            rule(
                "*:*",
                "validator: ours, with: {trustRoot: '*', threshold: 1, required: [nobody]}",
            ),
            Why::SeveralNeeded,
            0,
        ),
        (
            rule(
                "*:*",
                "validator: three, with: {trustRoot: '*', threshold: 2, required: [a, a]}",
            ),
            Why::SeveralNeeded,
            0,
        ),
        (
            rule("ghcr.io/acme/x:v1", "validator: ours"),
            Why::ImageTag,
            0,
        ),
        (rule("*:*", "validator: nobody"), Why::NoSigner, 0),
        (String::new(), Why::NoSigner, 0),
    ] {
        let imported = read(&values(&policy));
        assert_eq!(imported.entries.len(), entries, "{policy} {imported:?}");
        assert!(reasons(&imported).contains(&why), "{policy} {imported:?}");
    }
}

#[test]
fn what_is_hostile_is_refused_with_its_reason() {
    let code = |text: &str| import("x", text).map_err(|refused| refused.code);
    let deep = format!("a: {}", "[".repeat(100));
    let many = format!("a: [{}]", "1,".repeat(100_001));
    let long = "x".repeat(3 << 20);
    for (text, refused) in [
        ("a: &x [1]\nb: [*x, *x]", RefusedCode::Aliases),
        ("a: !!binary x", RefusedCode::Aliases),
        ("a: 1\na: 2", RefusedCode::KeyTwice),
        ("a: [", RefusedCode::Broken),
        ("? [a]\n: b", RefusedCode::Broken),
        (&deep, RefusedCode::TooDeep),
        (&many, RefusedCode::TooMany),
        (&long, RefusedCode::TooLarge),
        ("", RefusedCode::UnknownFormat),
        ("apiVersion: v1\nkind: Pod", RefusedCode::UnknownFormat),
        ("schema = 1", RefusedCode::UnknownFormat),
    ] {
        let shown: String = text.chars().take(40).collect();
        assert_eq!(code(text).err(), Some(refused), "{shown}");
    }
    assert_eq!(
        import("x", "a: 1\nb: &x 2"),
        Err(Refused {
            code: RefusedCode::Aliases,
            line: 2
        })
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_imported_waits_for_review(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\n", "kind: ClusterImagePolicy\n",
            "apiVersion: policy.sigstore.dev/v1\n", "spec:\n", "  images:\n", "  - glob: '**'\n",
            "  authorities:\n", "  - keyless:\n", "      identities:\n", "      - issuer: https://a.example\n",
            "        subject: a@b.example\n", "  policy: x\n", "---\n", "application:\n", "  validators: []\n",
            "  policy: []\n", "null\n", "- ", "[", "}", "\t",
        ]), 0..24)
    ) {
        if let Ok(imported) = import("x", &pieces.concat()) {
            for entry in &imported.entries {
                prop_assert!(!entry.enabled && entry.awaits_review());
                let file = format!("schema = 1\n{}", entry.to_toml());
                prop_assert!(IdentityList::parse(file.as_bytes()).is_ok());
            }
            prop_assert!(!imported.entries.is_empty() || !imported.not_expressible.is_empty());
        }
    }
}

#[test]
fn policies_of_the_controller_itself_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(index) = fs::read(folder.join("index.json")) else {
        println!("skipped: no ../shared/vectors");
        return;
    };
    let index: Vec<serde_json::Value> = serde_json::from_slice(&index).unwrap();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in index.iter().filter(|case| case["kind"] == "policy") {
        let (id, expected) = (&case["id"], case["expected"].as_str().unwrap());
        let file = folder.join(case["files"]["policy"].as_str().unwrap());
        let text = fs::read_to_string(file).unwrap();
        let outcome = match import("policy.yaml", &text) {
            Err(refused) => format!("refused, {}", refused.code.as_str()),
            Ok(imported) => {
                let reasons = reasons(&imported);
                println!("{id}: {} entries, {reasons:?}", imported.entries.len());
                let listed = !imported.entries.is_empty() || !reasons.is_empty();
                let refused = imported.entries.is_empty() && !reasons.is_empty();
                if !(if expected == "pass" { listed } else { refused }) {
                    wrong.push(id.clone());
                }
                match imported.entries.len() {
                    0 => "read, no entry".to_owned(),
                    _ => "read, entries".to_owned(),
                }
            }
        };
        if expected == "pass" && outcome.starts_with("refused") {
            wrong.push(id.clone());
        }
        *counts.entry(format!("{expected}: {outcome}")).or_default() += 1;
    }
    println!("{counts:#?}");
    assert_eq!(wrong, [] as [serde_json::Value; 0]);
    assert_eq!(counts.values().sum::<u32>(), 54);
    assert!(counts["pass: read, entries"] >= 3);
}
