//! List files, whole and broken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use whence_evidence::UnixTime;
use whence_identity::{
    BasisKind, Breadth, Entry, IdentityKind, IdentityList, IdentityRule, LARGEST_FILE,
    MOST_ENTRIES, Origin, ProblemCode,
};
use whence_verify::Claim;

const ISSUER: &str = "https://token.actions.githubusercontent.com";

const WHOLE: &str = r#"# My list
schema = 1

[[signer]]
label = "Acme releases" # by the project's own page
issuer = "https://token.actions.githubusercontent.com"
identity-pattern = "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/*"
kind = "uri"
claims = ["build-record", "signature"]
enabled = false
expires = 2027-01-01
note = """Two
lines ✓"""
basis = "project-page"
added-by = "me"
added = 2026-11-20

[[signer]]
label = "Bob"
issuer = "https://github.com/login/oauth"
identity = "bob@post.example"

[[signer]]
label = "Build user"
issuer = "https://login.example"
identity = "build!login.example"
"#;

/// An entry with one line replaced or added.
fn with(line: &str) -> String {
    let key = line.split('=').next().unwrap().trim();
    let lines = [
        "label = \"Acme\"".to_owned(),
        format!("issuer = \"{ISSUER}\""),
        "identity = \"https://github.com/acme/tool/.github/workflows/release.yml@refs/heads/main\""
            .to_owned(),
    ];
    let kept = lines.iter().filter(|kept| {
        let kept = kept.split('=').next().unwrap().trim();
        let who = [
            "identity-pattern",
            "identity-regex",
            "parts",
            "key",
            "key-pem",
            "key-file",
        ];
        let by_key = key.starts_with("key");
        kept != key && !(kept == "identity" && who.contains(&key)) && !(kept == "issuer" && by_key)
    });
    let kept: Vec<&str> = kept.map(String::as_str).collect();
    format!("schema = 1\n[[signer]]\n{line}\n{}\n", kept.join("\n"))
}

fn codes(file: &str) -> Vec<(ProblemCode, u32, u32)> {
    match IdentityList::parse(file.as_bytes()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .iter()
            .map(|problem| (problem.code, problem.line, problem.column))
            .collect(),
    }
}

#[test]
fn a_whole_list() {
    let list = IdentityList::parse(WHOLE.as_bytes()).unwrap();
    let [acme, bob, build] = list.entries() else {
        panic!("{:?}", list.entries())
    };

    assert_eq!(acme.label, "Acme releases");
    assert_eq!(acme.id, "acme-releases");
    let rule = acme.certificate().unwrap();
    assert_eq!(rule.issuer, ISSUER);
    assert_eq!(
        rule.identity,
        IdentityRule::Pattern(
            "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/*".into()
        )
    );
    assert_eq!(rule.kind, IdentityKind::Uri);
    assert_eq!(acme.scope.claims, [Claim::Signature, Claim::BuildRecord]);
    assert!(!acme.enabled);
    assert_eq!(acme.expires, Some(UnixTime::from_seconds(1_798_761_600)));
    assert_eq!(acme.note.as_deref(), Some("Two\nlines ✓"));
    let basis = acme.basis.as_ref().unwrap();
    assert_eq!(basis.kind, BasisKind::ProjectPage);
    assert_eq!(acme.added_by.as_deref(), Some("me"));
    assert_eq!(acme.added.as_deref(), Some("2026-11-20"));
    assert_eq!((acme.first_line, acme.last_line), (4, 16));

    let rule = bob.certificate().unwrap();
    assert_eq!(
        rule.identity,
        IdentityRule::Exact("bob@post.example".into())
    );
    assert_eq!(rule.kind, IdentityKind::Email);
    assert_eq!(bob.scope.claims, Entry::ALL_CLAIMS);
    assert!(bob.enabled && bob.expires.is_none() && bob.note.is_none());
    assert_eq!((bob.first_line, bob.last_line), (18, 21));

    assert_eq!(build.certificate().unwrap().kind, IdentityKind::OtherName);
    assert_eq!(list.entries().len(), 3);
}

#[test]
fn a_list_without_entries() {
    assert_eq!(
        IdentityList::parse(b"schema = 1").unwrap(),
        IdentityList::default()
    );
    assert_eq!(
        IdentityList::parse(b"schema = 0x1\nsigner = []").unwrap(),
        IdentityList::default()
    );
}

#[test]
fn entries_in_either_notation_and_line_ending() {
    let dos = WHOLE.replace('\n', "\r\n");
    let list = IdentityList::parse(dos.as_bytes()).unwrap();
    assert_eq!(list.entries()[1].first_line, 18);
    let inline = format!(
        "schema = 1\nsigner = [\n  {{ label = \"A\", issuer = \"{ISSUER}\", identity = \"a@b.example\" }},\n]\n"
    );
    assert_eq!(
        IdentityList::parse(inline.as_bytes()).unwrap().entries()[0].first_line,
        3
    );
}

#[test]
fn when_an_entry_counts() {
    let day = |seconds| UnixTime::from_seconds(seconds);
    let list = IdentityList::parse(with("expires = 2027-01-01").as_bytes()).unwrap();
    assert!(list.entries()[0].in_force(day(1_798_761_599)));
    assert!(!list.entries()[0].in_force(day(1_798_761_600)));
    let list = IdentityList::parse(with("enabled = false").as_bytes()).unwrap();
    assert!(!list.entries()[0].in_force(day(0)));
}

#[test]
fn every_mistake_has_its_code_and_place() {
    use ProblemCode::*;
    let long = "x".repeat(5_000);
    let uri = "https://github.com/acme/tool";
    let cases: Vec<(String, ProblemCode, u32, u32)> = vec![
        (String::new(), SchemaMissing, 1, 1),
        ("[[signer]]".into(), SchemaMissing, 1, 1),
        ("schema = \"1\"".into(), ExpectedNumber, 1, 10),
        (
            "schema = 2\nwhatever = true".into(),
            SchemaUnsupported,
            1,
            10,
        ),
        ("schema = 1\nschema = 1".into(), Syntax, 2, 1),
        ("schema = 1\n[[signer]\n".into(), Syntax, 2, 10),
        ("schema = 1\nsigners = []".into(), UnknownKey, 2, 1),
        ("schema = 1\nsigner = 3".into(), ExpectedList, 2, 10),
        ("schema = 1\n[signer]\n".into(), ExpectedList, 2, 1),
        ("schema = 1\nsigner = [1]".into(), ExpectedTable, 2, 11),
        (with("lable = \"x\""), UnknownKey, 3, 1),
        (with("label = 1"), ExpectedText, 3, 9),
        (with("label = \"\""), Empty, 3, 9),
        (with(&format!("label = \"{long}\"")), TooLong, 3, 9),
        (with("label = \"a\\u202Eb\""), OddCharacters, 3, 9),
        (with("label = \"a\\u200Bb\""), OddCharacters, 3, 9),
        (with("label = \"a\\nb\""), OddCharacters, 3, 9),
        (with("label = \" a\""), OddCharacters, 3, 9),
        (with("label = \"✓ a\""), OddCharacters, 3, 9),
        (with("issuer = \"*\""), IssuerOpen, 3, 10),
        (with("issuer = \"https://*.example\""), IssuerOpen, 3, 10),
        (
            with("issuer = \"login.example\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (
            with("issuer = \"http://login.example\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (
            with("issuer = \"HTTPS://login.example\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (with("issuer = \"https://\""), IssuerNotAnAddress, 3, 10),
        (
            with("issuer = \"https://a@login.example\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (
            with("issuer = \"https://Login.example\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (
            with("issuer = \"https://l\u{43E}gin.example\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (
            with("issuer = \"https://login.example/?x\""),
            IssuerNotAnAddress,
            3,
            10,
        ),
        (
            with("issuer = \"https://login.example \""),
            OddCharacters,
            3,
            10,
        ),
        (with("identity = \"\""), Empty, 3, 12),
        (with("identity = \"acme\""), IdentityNotOfKind, 3, 12),
        (
            with("identity = \"github.com/acme/tool\""),
            IdentityNotOfKind,
            3,
            12,
        ),
        (
            with("identity = \"https://github.com@evil.example/x\""),
            IdentityNotOfKind,
            3,
            12,
        ),
        (with("identity = \"https:///x\""), IdentityNotOfKind, 3, 12),
        (
            with("identity = \"a@b@c.example\""),
            IdentityNotOfKind,
            3,
            12,
        ),
        (with("identity = \"@c.example\""), IdentityNotOfKind, 3, 12),
        (
            with(&format!(
                "kind = \"email\"\nidentity-pattern = \"{uri}/**\""
            )),
            IdentityTwice,
            4,
            20,
        ),
        (with("kind = \"email\""), IdentityNotOfKind, 6, 12),
        (with("kind = \"mail\""), KindUnknown, 3, 8),
        (
            with("identity = \"https://github.com/\u{430}cme/tool\""),
            NotAscii,
            3,
            12,
        ),
        (
            with(&format!("identity = \"{uri}/*\"")),
            IdentityHasStar,
            3,
            12,
        ),
        (
            with(&format!("identity = \"{uri}\\u200B\"")),
            OddCharacters,
            3,
            12,
        ),
        (with(&format!("identity = \"{uri}{long}\"")), TooLong, 3, 12),
        (
            with(&format!("identity-pattern = \"{uri}\"")),
            PatternWithoutStar,
            3,
            20,
        ),
        (
            with(&format!("identity-pattern = \"{uri}/.*\\\\.yml@*\"")),
            PatternCharacter,
            3,
            20,
        ),
        (
            with(&format!("identity-pattern = \"{uri}/[^@]*\"")),
            PatternCharacter,
            3,
            20,
        ),
        (
            with(&format!("identity-pattern = \"{uri}/***\"")),
            PatternStars,
            3,
            20,
        ),
        (
            with(&format!("identity-pattern = \"{uri}{}\"", "/*".repeat(17))),
            PatternStars,
            3,
            20,
        ),
        (with("claims = []"), Empty, 3, 10),
        (with("claims = \"signature\""), ExpectedList, 3, 10),
        (with("claims = [1]"), ExpectedText, 3, 11),
        (
            with("claims = [\"signature\", \"sbom\"]"),
            ClaimUnknown,
            3,
            24,
        ),
        (
            with("claims = [\"signature\", \"signature\"]"),
            ClaimTwice,
            3,
            24,
        ),
        (with("enabled = \"yes\""), ExpectedBoolean, 3, 11),
        (with("expires = \"2027-01-01\""), ExpectedDate, 3, 11),
        (with("expires = 2027-01-01T00:00:00Z"), ExpectedDate, 3, 11),
        (with("note = 1"), ExpectedText, 3, 8),
        (with(&format!("note = \"{long}\"")), TooLong, 3, 8),
        (with("added = true"), ExpectedDate, 3, 9),
        (with("added = \"today\""), ExpectedDate, 3, 9),
        (with("id = \"Acme\""), IdShape, 3, 6),
        (with("identity-regex = \"https://(\""), RegexBroken, 3, 18),
        (with("identity-regex = \"(?=x)\""), RegexBroken, 3, 18),
        (with("identity-regex = \"(a)\\\\1\""), RegexBroken, 3, 18),
        (
            with("identity-regex = \"(a{1,1000}){1,1000}\""),
            RegexBroken,
            3,
            18,
        ),
        (
            with("identity-regex = \"https://github.com/acme/.*\""),
            PatternTooOpen,
            3,
            18,
        ),
        (
            with("identity-regex = \"build!.*\""),
            PatternNotForKind,
            3,
            18,
        ),
        (with("source-ref = \"v*\""), RefUnknown, 3, 14),
        (
            with(
                "parts = { host = \"github.com\", owner = \"acme\", repository = \"a@b\", workflow = \"*\", ref = \"*\" }",
            ),
            PartShape,
            3,
            61,
        ),
        (
            with(
                "parts = { host = \"github.com\", owner = \"*\", repository = \"*\", workflow = \"*\", ref = \"*\" }",
            ),
            PatternTooOpen,
            3,
            40,
        ),
        (
            with(
                "parts = { host = \"github.com\", owner = \"acme\", repository = \"*\", workflow = \"*\" }",
            ),
            KeyMissing,
            3,
            9,
        ),
        (
            with(&format!(
                "key = \"sha256:{}\"\nissuer = \"{ISSUER}\"",
                "ab".repeat(32)
            )),
            NotForKeys,
            4,
            10,
        ),
        (
            with(&format!(
                "key = \"sha256:{}\"\ninstance = \"Company\"",
                "ab".repeat(32)
            )),
            NotForKeys,
            4,
            12,
        ),
        (with("instance = \"\""), Empty, 3, 12),
        (with("instance = 7"), ExpectedText, 3, 12),
        (with("instance = \"a\\u200Bb\""), OddCharacters, 3, 12),
        (
            with(&format!("instance = \"{}\"", "a".repeat(101))),
            TooLong,
            3,
            12,
        ),
        (with("key = \"sha256:ab\""), FingerprintShape, 3, 7),
        (with("key-pem = \"hello\""), KeyUnreadable, 3, 11),
        (with("owner-id = \"12x\""), NumberShape, 3, 12),
        (with("owner-id = -1"), ExpectedText, 3, 12),
        (with("runner = \"github\""), RunnerUnknown, 3, 10),
        (with("basis = \"a feeling\""), BasisUnknown, 3, 9),
        (
            with("basis = \"project-page\"\nbasis-link = \"acme.example\""),
            LinkNotAnAddress,
            4,
            14,
        ),
        (
            with(&format!("files = [{}]", "\"x\",".repeat(101))),
            TooManyItems,
            3,
            410,
        ),
        (with("files = []"), Empty, 3, 9),
        (
            format!(
                "{}[[rule]]\nlabel = \"Both\"\nrequires = [\"acme\"]\n",
                with("enabled = true")
            ),
            RuleWithoutScope,
            7,
            1,
        ),
    ];
    let mut seen = BTreeSet::new();
    for (file, code, line, column) in &cases {
        assert_eq!(codes(file), [(*code, *line, *column)], "{file}");
        seen.insert(*code);
    }
    // The rest has tests of its own below.
    seen.extend([
        FileTooLarge,
        NotUtf8,
        TooManyEntries,
        KeyMissing,
        LabelTaken,
        LabelLooksAlike,
        IdTaken,
        TooManyRegexes,
    ]);
    seen.extend([
        IdentityMissing,
        PatternTooOpen,
        PatternNotForKind,
        MoreProblems,
    ]);
    assert_eq!(
        seen.len(),
        ProblemCode::ALL.len(),
        "every code has a file that brings it about"
    );
}

#[test]
fn patterns_that_leave_host_or_owner_open_are_refused() {
    use ProblemCode::{IdentityNotOfKind, PatternNotForKind, PatternStars, PatternTooOpen};
    let cases = [
        ("https://*", "uri", PatternTooOpen),
        ("https://**", "uri", PatternTooOpen),
        ("https://*/acme/tool", "uri", PatternTooOpen),
        ("https://github.com*", "uri", PatternTooOpen),
        ("https://github.com/*", "uri", PatternTooOpen),
        ("https://github.com/**", "uri", PatternTooOpen),
        ("https://github.com/acme*", "uri", PatternTooOpen),
        ("https://github.com/acme*/tool", "uri", PatternTooOpen),
        (
            "https://github.com/*/tool/.github/workflows/release.yml@refs/tags/*",
            "uri",
            PatternTooOpen,
        ),
        ("https://github.com//*", "uri", PatternTooOpen),
        ("https://*.example/acme/*", "uri", PatternTooOpen),
        ("https://github.com@*/acme/*", "uri", IdentityNotOfKind),
        ("*://github.com/acme/*", "uri", IdentityNotOfKind),
        ("**", "uri", IdentityNotOfKind),
        ("*", "email", IdentityNotOfKind),
        ("*@*", "email", PatternTooOpen),
        ("bob@*", "email", PatternTooOpen),
        ("*@*.example", "email", PatternTooOpen),
        ("*@gmail.com", "email", PatternTooOpen),
        ("*@GMail.com", "email", PatternTooOpen),
        ("*@aol.com", "email", PatternTooOpen),
        ("*@yahoo.co.jp", "email", PatternTooOpen),
        ("**@acme.example", "email", PatternStars),
        ("*!acme.example", "other-name", PatternNotForKind),
    ];
    for (pattern, kind, code) in cases {
        let file = with(&format!("kind = \"{kind}\"\nidentity-pattern = \"{pattern}\"")).replace(
            "identity = \"https://github.com/acme/tool/.github/workflows/release.yml@refs/heads/main\"\n",
            "",
        );
        assert_eq!(codes(&file), [(code, 4, 20)], "{pattern}");
    }
}

#[test]
fn how_wide_a_pattern_is() {
    use Breadth::{Narrow, VeryWide, Wide};
    let cases = [
        (
            "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/*",
            Narrow,
        ),
        (
            "https://github.com/acme/tool/.github/workflows/release.yml@refs/tags/v*",
            Narrow,
        ),
        (
            "https://github.com/acme/tool/.github/workflows/release.yml@refs/heads/*",
            Wide,
        ),
        (
            "https://github.com/acme/tool/.github/workflows/release.yml@**",
            Wide,
        ),
        (
            "https://github.com/acme/tool/.github/workflows/*@refs/tags/*",
            Wide,
        ),
        ("https://github.com/acme/tool/**", Wide),
        ("https://github.com/acme/tool*", VeryWide),
        ("https://github.com/acme/*", VeryWide),
        ("https://github.com/acme/**", VeryWide),
        ("*@acme.example", VeryWide),
    ];
    for (pattern, breadth) in cases {
        let list =
            IdentityList::parse(with(&format!("identity-pattern = \"{pattern}\"")).as_bytes())
                .unwrap();
        assert_eq!(list.entries()[0].breadth(), breadth, "{pattern}");
    }
}

#[test]
fn every_mistake_is_found_at_once_and_in_order() {
    use ProblemCode::{
        ClaimUnknown, ExpectedBoolean, IdentityMissing, IssuerOpen, KeyMissing, UnknownKey,
    };
    let file = "schema = 1\nextra = 1\n\n[[signer]]\nissuer = \"*\"\nenabled = 1\n\n[[signer]]\nlabel = \"Bob\"\nclaims = [\"a\", \"b\"]\n";
    let expected = [
        (UnknownKey, 2, 1),
        (KeyMissing, 4, 1),
        (IdentityMissing, 4, 1),
        (IssuerOpen, 5, 10),
        (ExpectedBoolean, 6, 11),
        (KeyMissing, 8, 1),
        (IdentityMissing, 8, 1),
        (ClaimUnknown, 10, 11),
        (ClaimUnknown, 10, 16),
    ];
    assert_eq!(codes(file), expected);
}

#[test]
fn columns_count_characters() {
    assert_eq!(
        codes(&with("\"äöü\" = 1")),
        [(ProblemCode::UnknownKey, 3, 1)]
    );
    let file = format!(
        "schema = 1\nsigner = [{{ label = \"äöü\", issuer = \"{ISSUER}\", identity = \"a@b.example\", x = 1 }}]"
    );
    let before = file.lines().nth(1).unwrap().split(" x = 1").next().unwrap();
    let column = before.chars().count() + 1;
    assert_eq!(
        codes(&file),
        [(
            ProblemCode::UnknownKey,
            2,
            u32::try_from(column).unwrap() + 1
        )]
    );
}

#[test]
fn slips_get_a_suggestion() {
    let cases = [
        ("lable = 1", "label"),
        ("Label = 1", "label"),
        ("identity_pattern = 1", "identity-pattern"),
        ("pattern = 1", "identity-pattern"),
        ("addedby = 1", "added-by"),
        ("expire = 1", "expires"),
        ("issuer2 = 1", "issuer"),
    ];
    for (line, suggestion) in cases {
        let problems = IdentityList::parse(with(line).as_bytes()).unwrap_err();
        assert_eq!(problems[0].suggestion, Some(suggestion), "{line}");
        assert_eq!(
            problems[0].found.as_deref(),
            Some(line.split(' ').next().unwrap())
        );
    }
    let problems = IdentityList::parse(with("claims = [\"build_record\"]").as_bytes()).unwrap_err();
    assert_eq!(problems[0].suggestion, Some("build-record"));
    let problems = IdentityList::parse(with("kind = \"URI\"").as_bytes()).unwrap_err();
    assert_eq!(problems[0].suggestion, Some("uri"));
    let problems = IdentityList::parse(with("zebra = 1").as_bytes()).unwrap_err();
    assert_eq!(problems[0].suggestion, None);
}

#[test]
fn labels_that_collide() {
    use ProblemCode::{LabelLooksAlike, LabelTaken};
    let cases = [
        ("Acme releases", Some(LabelTaken)),
        ("acme releases", Some(LabelLooksAlike)),
        ("Acme-releases", Some(LabelLooksAlike)),
        ("AcmeReleases", Some(LabelLooksAlike)),
        ("\u{410}cme releases", Some(LabelLooksAlike)),
        ("Acrne releases", Some(LabelLooksAlike)),
        ("Acme reIeases", Some(LabelLooksAlike)),
        ("Acme releases 2", None),
        ("Bolt releases", None),
    ];
    for (second, code) in cases {
        let file = format!(
            "schema = 1\n[[signer]]\nlabel = \"Acme releases\"\nissuer = \"{ISSUER}\"\nidentity = \"a@b.example\"\n\
             [[signer]]\nlabel = \"{second}\"\nissuer = \"{ISSUER}\"\nidentity = \"c@d.example\"\n"
        );
        match (IdentityList::parse(file.as_bytes()), code) {
            (Ok(list), None) => assert_eq!(list.entries().len(), 2),
            (Err(problems), Some(code)) => {
                assert_eq!(
                    (problems[0].code, problems[0].line, problems[0].column),
                    (code, 7, 9),
                    "{second}"
                );
                assert_eq!(problems[0].other_line, Some(2));
                assert_eq!(problems.len(), 1);
            }
            (parsed, _) => panic!("{second}: {parsed:?}"),
        }
    }
}

#[test]
fn files_beyond_the_limits() {
    let large = vec![b'#'; LARGEST_FILE + 1];
    assert_eq!(
        IdentityList::parse(&large).unwrap_err()[0].code,
        ProblemCode::FileTooLarge
    );

    let problems = IdentityList::parse(b"schema = 1\nx = \"\xC3\xA4\xFF\"").unwrap_err();
    assert_eq!(
        (problems[0].code, problems[0].line, problems[0].column),
        (ProblemCode::NotUtf8, 2, 7)
    );

    let entry = |number| {
        format!(
            "[[signer]]\nlabel = \"L{number}\"\nissuer = \"https://a.b\"\nidentity = \"a@b.c\"\n"
        )
    };
    let many: String = (0..MOST_ENTRIES).map(entry).collect();
    let most = format!("schema = 1\n{many}");
    assert_eq!(
        IdentityList::parse(most.as_bytes())
            .unwrap()
            .entries()
            .len(),
        MOST_ENTRIES
    );
    let too_many = format!("{most}{}", entry(MOST_ENTRIES));
    assert_eq!(codes(&too_many), [(ProblemCode::TooManyEntries, 80_002, 1)]);
}

#[test]
fn mistakes_are_listed_up_to_a_bound() {
    let file = format!("schema = 1\n{}", "[[signer]]\n".repeat(300));
    let problems = IdentityList::parse(file.as_bytes()).unwrap_err();
    assert_eq!(problems.len(), 201);
    assert_eq!(problems[200].code, ProblemCode::MoreProblems);
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let file = format!(
        "schema = 1\nsigner = {}{}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    assert!(
        codes(&file)
            .iter()
            .all(|(code, ..)| *code == ProblemCode::Syntax)
    );
    assert!(!codes(&file).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_in_a_list_or_a_mistake(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Err(problems) = IdentityList::parse(&bytes) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn a_damaged_list_ends_in_a_list_or_a_mistake(at in 0..WHOLE.len(), length in 0_usize..20, put in ".{0,4}") {
        let before = WHOLE.get(..at).unwrap_or_default();
        let after = WHOLE.get(at + length..).unwrap_or_default();
        if let Err(problems) = IdentityList::parse(format!("{before}{put}{after}").as_bytes()) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| problem.line >= 1 && problem.column >= 1));
        }
    }
}

#[test]
fn ids_are_made_from_labels_and_are_there_once() {
    let two = |second: &str| {
        let entry = |label: &str, rest: &str| {
            format!(
                "[[signer]]\nlabel = \"{label}\"\nissuer = \"{ISSUER}\"\nidentity = \"a@b.example\"\n{rest}\n"
            )
        };
        format!(
            "schema = 1\n{}{}",
            entry("Acme", ""),
            entry("Another", second)
        )
    };
    assert_eq!(
        codes(&two("id = \"acme\"")),
        [(ProblemCode::IdTaken, 11, 6)]
    );
    let list = IdentityList::parse(two("").as_bytes()).unwrap();
    let of_id = |id| list.entry(&Origin::Own, id);
    assert_eq!(of_id("another").unwrap().label, "Another");
    assert!(of_id("nobody").is_none());
}

#[test]
fn a_list_has_so_many_expressions_and_no_more() {
    let entry = |number: usize| {
        format!(
            "[[signer]]\nlabel = \"L{number}\"\nissuer = \"{ISSUER}\"\nidentity-regex = 'https://github\\.com/o{number}/t/w@.+'\n"
        )
    };
    let file: String = (0..2_001).map(entry).collect();
    let problems = codes(&format!("schema = 1\n{file}"));
    assert_eq!(problems, [(ProblemCode::TooManyRegexes, 8_005, 18)]);
}
