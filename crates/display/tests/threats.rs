//! Every way in which text from outside could pretend, and what is drawn instead.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::collections::HashSet;
use std::ffi::OsStr;

use proptest::prelude::*;
use whence_display::{
    Code, DisplayText, FIELD_CAP, Flag, Label, Segment, ascii_json, extension, skeleton,
};

fn flags(text: &DisplayText) -> Vec<Flag> {
    text.flags().iter().collect()
}

#[test]
fn json_becomes_ascii_and_stays_the_same_json() {
    let text = "{\"a\":\"\u{202e}é\u{1f600}\u{9b}\u{7f}\"}";
    let plain = ascii_json(text);
    assert!(plain.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
    let read = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
    assert_eq!(read(&plain), read(text));
}

#[test]
fn hostile_identifiers() {
    use Flag::*;
    let cases: &[(&str, &str, &[Flag])] = &[
        (
            "https://github.com/acme/tool",
            "https://github.com/acme/tool",
            &[],
        ),
        (
            "Bob's plugin (beta) <bob@post.example>",
            "Bob's plugin (beta) <bob@post.example>",
            &[],
        ),
        // Direction controls.
        ("a\u{202E}b", "a<U+202E>b", &[DirectionControls]),
        (
            "\u{2066}a\u{2069}",
            "<U+2066>a<U+2069>",
            &[DirectionControls],
        ),
        (
            "\u{200E}\u{200F}\u{61C}",
            "<U+200E><U+200F><U+061C>",
            &[DirectionControls],
        ),
        // Hidden characters.
        ("ac\u{200B}me", "ac<U+200B>me", &[HiddenCharacters]),
        ("ac\u{AD}me", "ac<U+00AD>me", &[HiddenCharacters]),
        ("\u{FEFF}acme", "<U+FEFF>acme", &[HiddenCharacters]),
        ("acme\u{FE0F}", "acme<U+FE0F>", &[HiddenCharacters]),
        ("acme\u{E0061}", "acme<U+E0061>", &[HiddenCharacters]),
        (
            "\u{115F}\u{1160}\u{3164}\u{FFA0}",
            "<U+115F><U+1160><U+3164><U+FFA0>",
            &[HiddenCharacters],
        ),
        ("a\u{2800}b", "a<U+2800>b", &[HiddenCharacters]),
        (
            "a\u{200D}b\u{2060}c\u{180E}d",
            "a<U+200D>b<U+2060>c<U+180E>d",
            &[HiddenCharacters],
        ),
        // Lines and controls.
        ("a\nSigned by Acme", "a<U+000A>Signed by Acme", &[Unusual]),
        (
            "a\r\n\t\u{85}b",
            "a<U+000D><U+000A><U+0009><U+0085>b",
            &[Unusual],
        ),
        ("a\u{2028}b\u{2029}c", "a<U+2028>b<U+2029>c", &[Unusual]),
        (
            "\u{1B}[31mred\u{7}\0",
            "<U+001B>[31mred<U+0007><U+0000>",
            &[Unusual],
        ),
        ("\u{9B}31m", "<U+009B>31m", &[Unusual]),
        // Spaces.
        (
            "a\u{A0}b\u{3000}c\u{2009}d",
            "a<U+00A0>b<U+3000>c<U+2009>d",
            &[Unusual],
        ),
        (" acme", "<U+0020>acme", &[Unusual]),
        ("acme ", "acme<U+0020>", &[Unusual]),
        ("a  b c", "a<U+0020><U+0020>b c", &[Unusual]),
        // Icons and separators.
        ("✓ acme", "<U+2713> acme", &[Unusual]),
        ("✅🔒⚠", "<U+2705><U+1F512><U+26A0>", &[Unusual]),
        (
            "acme ● on list ≠ │ ≡",
            "acme <U+25CF> on list <U+2260> <U+2502> <U+2261>",
            &[Unusual],
        ),
        ("ℹ™©", "<U+2139><U+2122><U+00A9>", &[Unusual]),
        ("acme\u{20DD}", "acme<U+20DD>", &[Unusual]),
        (
            "github.com\u{2044}acme\u{2215}tool",
            "github.com<U+2044>acme<U+2215>tool",
            &[Unusual],
        ),
        (
            "acme\u{FF0F}tool\u{FF20}v1",
            "acme<U+FF0F>tool<U+FF20>v1",
            &[Unusual],
        ),
        (
            "acme\u{2010}tool\u{2024}x",
            "acme<U+2010>tool<U+2024>x",
            &[Unusual],
        ),
        // Letters.
        ("\u{430}cme", "\u{430}cme", &[MixedScript, LookAlikeLetters]),
        (
            "github.com/\u{430}\u{441}\u{435}",
            "github.com/\u{430}\u{441}\u{435}",
            &[LookAlikeLetters],
        ),
        (
            "github.com/\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}",
            "github.com/\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}",
            &[],
        ),
        ("café Łódź", "café Łódź", &[]),
        ("日本語Toolツール", "日本語Toolツール", &[]),
        ("अनुप्रयोग", "अनुप्रयोग", &[]),
        ("한국어", "한국어", &[]),
        ("שלום", "שלום", &[RightToLeft]),
        // Marks.
        (
            "e\u{301}\u{302}\u{303}\u{304}",
            "e\u{301}\u{302}\u{303}\u{304}",
            &[],
        ),
        (
            "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}x",
            "e\u{301}\u{302}\u{303}\u{304}<...2...>x",
            &[Elided, Unusual],
        ),
        ("\u{301}x", "<U+0301>x", &[Unusual]),
        (
            "a\u{200B}\u{301}",
            "a<U+200B><U+0301>",
            &[HiddenCharacters, Unusual],
        ),
        // Not characters of anybody.
        (
            "\u{E000}\u{FFFF}\u{10FFFF}\u{378}",
            "<U+E000><U+FFFF><U+10FFFF><U+0378>",
            &[Unusual],
        ),
        ("", "", &[]),
    ];
    for (text, drawn, expected) in cases {
        let shown = DisplayText::identifier(text);
        assert_eq!(shown.to_terminal(), *drawn, "{text:?}");
        assert_eq!(flags(&shown), *expected, "{text:?}");
        assert_eq!(shown.exact_text(), Some(*text));
    }
}

#[test]
fn prose_keeps_symbols_and_nothing_more() {
    let cases = [
        (
            "Fast ✓ and © 2026 — “quoted”",
            "Fast ✓ and © 2026 — “quoted”",
        ),
        ("two  spaces ", "two  spaces "),
        ("a\u{202E}b\nc\u{200B}", "a<U+202E>b<U+000A>c<U+200B>"),
        ("⚠\u{FE0F}", "⚠<U+FE0F>"),
    ];
    for (text, drawn) in cases {
        assert_eq!(DisplayText::prose(text).to_terminal(), drawn, "{text:?}");
    }
}

#[test]
fn hostile_file_names() {
    use Flag::*;
    /// Name, what is drawn, extension, flags.
    type Case = (
        &'static [u8],
        &'static str,
        Option<&'static str>,
        &'static [Flag],
    );
    let cases: &[Case] = &[
        (b"tool-4.2.tar.gz", "tool-4.2.tar.gz", Some("gz"), &[]),
        (b"tool-4.2.exe", "tool-4.2.exe", Some("exe"), &[]),
        (
            b"bundle.intoto.jsonl",
            "bundle.intoto.jsonl",
            Some("jsonl"),
            &[],
        ),
        (b"README", "README", None, &[]),
        (b".profile", ".profile", None, &[]),
        (
            b"report.pdf.exe",
            "report.pdf.exe",
            Some("exe"),
            &[DoubleExtension],
        ),
        (
            b"report.PDF.ScR",
            "report.PDF.ScR",
            Some("ScR"),
            &[DoubleExtension],
        ),
        (
            b"report.pdf .exe",
            "report.pdf .exe",
            Some("exe"),
            &[DoubleExtension, HiddenExtension],
        ),
        (
            b"report.pdf      .exe",
            "report.pdf<U+0020><U+0020><U+0020><U+0020><U+0020><U+0020>.exe",
            Some("exe"),
            &[Unusual, DoubleExtension, HiddenExtension],
        ),
        (
            "photo\u{202E}gpj.exe".as_bytes(),
            "photo<U+202E>gpj.exe",
            Some("exe"),
            &[DirectionControls, HiddenExtension],
        ),
        (
            "x.e\u{200B}xe".as_bytes(),
            "x.e<U+200B>xe",
            Some("e<U+200B>xe"),
            &[HiddenCharacters, HiddenExtension],
        ),
        (
            "r.p\u{200B}df.exe".as_bytes(),
            "r.p<U+200B>df.exe",
            Some("exe"),
            &[HiddenCharacters, DoubleExtension],
        ),
        (b"tool.exe.", "tool.exe.", None, &[Unusual]),
        (
            b"report.pdf.exe. ",
            "report.pdf.exe.<U+0020>",
            Some("<U+0020>"),
            &[Unusual, DoubleExtension],
        ),
        (b"CON", "CON", None, &[Unusual]),
        (b"aux.txt", "aux.txt", Some("txt"), &[Unusual]),
        (b"COM1.log", "COM1.log", Some("log"), &[Unusual]),
        (b"com10.log", "com10.log", Some("log"), &[]),
        (b"common.log", "common.log", Some("log"), &[]),
        (b"con1.log", "con1.log", Some("log"), &[]),
    ];
    for (name, drawn, ending, expected) in cases {
        let name = OsStr::new(std::str::from_utf8(name).unwrap());
        let shown = DisplayText::file_name(name);
        assert_eq!(shown.to_terminal(), *drawn, "{name:?}");
        assert_eq!(
            extension(name).map(|text| text.to_terminal()).as_deref(),
            *ending,
            "{name:?}"
        );
        assert_eq!(flags(&shown), *expected, "{name:?}");
    }
}

#[cfg(unix)]
#[test]
fn file_names_that_are_no_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let shown = DisplayText::file_name(OsStr::from_bytes(b"a\xFFb\xE2\x82.exe"));
    assert_eq!(shown.to_terminal(), "a<0xFF>b<0xE2><0x82>.exe");
    assert_eq!(flags(&shown), [Flag::NotUtf8]);
    assert_eq!(shown.exact(), b"a\xFFb\xE2\x82.exe");
    assert_eq!(shown.exact_text(), None);
}

#[test]
fn the_ending_of_a_long_file_name_stays() {
    let name = format!("{}.pdf.exe", "a".repeat(5_000));
    let shown = DisplayText::file_name(OsStr::new(&name));
    assert!(
        shown.to_terminal().ends_with("aaa.pdf.exe"),
        "{}",
        shown.to_terminal()
    );
    assert_eq!(flags(&shown), [Flag::Elided, Flag::DoubleExtension]);
    assert!(shown.with_cap(0).to_terminal().ends_with(".pdf.exe"));
}

#[test]
fn host_and_owner_of_a_long_address_stay() {
    let filler = "a".repeat(5_000);
    let cases = [
        (
            format!("https://github.com@{filler}@evil.example/owner/x{filler}"),
            "@evil.example/owner",
        ),
        (
            format!("https://{filler}.evil.example/owner/{filler}"),
            ".evil.example/owner<",
        ),
        (
            format!("https://github.com/acme/{filler}/release.yml@refs/tags/v1"),
            "https://github.com/acme/",
        ),
        (
            format!("https://github.com{filler}.evil.example:8443/owner?{filler}"),
            ".evil.example:8443/owner",
        ),
        (format!("https://x\\{filler}"), "https://x\\"),
    ];
    for (text, kept) in cases {
        let shown = DisplayText::identifier(&text);
        assert!(
            shown.to_terminal().contains(kept),
            "{kept}: {}",
            shown.to_terminal()
        );
        assert!(shown.flags().contains(Flag::Elided));
        assert!(shown.segments().len() <= 5);
    }
}

#[test]
fn the_middle_of_a_long_text_is_left_out() {
    let text = format!("start {} end", "x".repeat(3_402));
    let shown = DisplayText::prose(&text);
    assert_eq!(shown.characters(), 3_412);
    let [
        Segment::Text { text: head },
        Segment::Elided { count },
        Segment::Text { text: tail },
    ] = shown.segments()
    else {
        panic!("{:?}", shown.segments());
    };
    assert!(head.starts_with("start x") && tail.ends_with("x end"));
    assert_eq!(head.len() + *count as usize + tail.len(), 3_412);
    assert_eq!(head.len() + tail.len(), FIELD_CAP);
    assert_eq!(shown.exact_text(), Some(text.as_str()));
    assert_eq!(shown.with_cap(10_000).to_terminal(), text);
}

#[test]
fn what_is_left_out_is_still_judged() {
    let text = format!("{}\u{202E}\u{436}a{}", "x".repeat(1_000), "y".repeat(1_000));
    let shown = DisplayText::identifier(&text);
    assert_eq!(
        flags(&shown),
        [Flag::DirectionControls, Flag::MixedScript, Flag::Elided]
    );
}

#[test]
fn spreadsheet_cells() {
    let cases = [
        ("acme", "\"acme\""),
        ("a \"b\", c", "\"a \"\"b\"\", c\""),
        ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
        ("+1", "\"'+1\""),
        ("-1", "\"'-1\""),
        ("@x", "\"'@x\""),
        ("  =1", "\"'  =1\""),
        ("\t=1", "\"<U+0009>=1\""),
        ("＝1", "\"'＝1\""),
    ];
    for (text, cell) in cases {
        assert_eq!(DisplayText::prose(text).to_csv_cell(), cell, "{text:?}");
    }
}

#[test]
fn what_the_window_receives() {
    let shown = DisplayText::from_bytes(b"a\xE2\x80\xAEb\xFF");
    let json = serde_json::to_value(&shown).unwrap();
    let expected = serde_json::json!({
        "segments": [
            { "kind": "text", "text": "a" },
            { "kind": "escape", "code": "U+202E", "label": "direction-control" },
            { "kind": "text", "text": "b" },
            { "kind": "escape", "code": "0xFF", "label": "not-utf8" },
        ],
        "flags": ["direction-controls", "not-utf8"],
        "characters": 4,
    });
    assert_eq!(json, expected);
    let long = serde_json::to_value(DisplayText::identifier(&"x".repeat(600))).unwrap();
    assert_eq!(
        long["segments"][1],
        serde_json::json!({ "kind": "elided", "count": 88 })
    );
}

#[test]
fn a_megabyte_is_bounded() {
    let fillers = [
        "x", "\u{430}", "\u{202E}", "\u{301}", "✓", "\u{FF0F}", "日", " ", "/",
    ];
    for filler in fillers {
        let text = format!("https://a@{}", filler.repeat(1_000_000 / filler.len()));
        let shown = DisplayText::identifier(&text);
        assert!(
            shown.to_terminal().len() < 10 * (FIELD_CAP + 200),
            "{filler:?}"
        );
        assert!(shown.segments().len() <= FIELD_CAP + 200, "{filler:?}");
    }
}

#[test]
fn skeletons_of_texts_drawn_alike_are_equal() {
    assert_eq!(skeleton("paypal"), skeleton("p\u{430}yp\u{430}l"));
    assert_eq!(skeleton("acme"), skeleton("ac\u{202E}me"));
    assert_ne!(skeleton("acme"), skeleton("acne"));
}

/// Written from the Unicode charts and not from the code under test.
fn must_never_be_drawn(character: char) -> bool {
    let point = u32::from(character);
    let ranges: &[(u32, u32)] = &[
        (0x00, 0x1F),
        (0x7F, 0xA0),
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x61C, 0x61C),
        (0x115F, 0x1160),
        (0x1680, 0x1680),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x2000, 0x200F),
        (0x2028, 0x202F),
        (0x205F, 0x206F),
        (0x2800, 0x2800),
        (0x3000, 0x3000),
        (0x3164, 0x3164),
        (0xE000, 0xF8FF),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFFC),
        (0xFFFE, 0xFFFF),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0x10FFFF),
    ];
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&point))
}

#[test]
fn no_character_of_unicode_slips_through() {
    // Of the planes that hold nothing but unassigned and private characters, some must do.
    let told = |character: &char| {
        matches!(character, ..'\u{40000}' | '\u{E0000}'..'\u{E2000}')
            || u32::from(*character) % 97 == 0
    };
    let every: Vec<char> = ('\0'..=char::MAX).filter(told).collect();
    for characters in every.chunks(200) {
        // An `a` before each, so that marks have something to sit on.
        let text: String = characters
            .iter()
            .flat_map(|character| ['a', *character])
            .collect();
        for shown in [DisplayText::identifier(&text), DisplayText::prose(&text)] {
            let mut drawn = HashSet::new();
            for segment in shown.segments() {
                match segment {
                    Segment::Text { text } => drawn.extend(text.chars()),
                    Segment::Escape { .. } => {}
                    Segment::Elided { .. } => panic!("left out: {text:?}"),
                }
            }
            for character in characters {
                let code = u32::from(*character);
                assert!(
                    !(must_never_be_drawn(*character) && drawn.contains(character)),
                    "U+{code:04X}"
                );
                let plain = character.is_ascii_graphic() || ('à'..='ö').contains(character);
                assert!(!plain || drawn.contains(character), "U+{code:04X}");
            }
        }
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let pool = "ab/:@. ✓\u{430}\u{301}\u{202E}\u{200B}\n\t\u{FE0F}\u{E0041}\u{A0}日\u{5D0}";
    let pool: Vec<char> = pool.chars().collect();
    let character = prop_oneof![proptest::sample::select(pool), any::<char>()];
    proptest::collection::vec(character, 0..900)
        .prop_map(|characters| characters.into_iter().collect())
}

fn check(shown: &DisplayText, exact: &[u8]) -> Result<(), TestCaseError> {
    let mut rebuilt = Vec::new();
    let mut characters = 0_u32;
    let mut elided = false;
    let mut marks = usize::MAX;
    for segment in shown.segments() {
        match segment {
            Segment::Text { text } => {
                prop_assert!(!text.is_empty());
                for character in text.chars() {
                    prop_assert!(
                        !must_never_be_drawn(character),
                        "U+{:04X}",
                        u32::from(character)
                    );
                    let mark = ('\u{300}'..='\u{36F}').contains(&character);
                    marks = if mark { marks.saturating_add(1) } else { 0 };
                    prop_assert!(marks <= 4);
                }
                rebuilt.extend_from_slice(text.as_bytes());
                characters += u32::try_from(text.chars().count()).unwrap();
            }
            Segment::Escape { code, label } => {
                marks = usize::MAX;
                match code {
                    Code::Character(character) => {
                        rebuilt.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    Code::Byte(byte) => rebuilt.push(*byte),
                }
                prop_assert_eq!(matches!(code, Code::Byte(_)), *label == Label::NotUtf8);
                characters += 1;
            }
            Segment::Elided { count } => {
                marks = usize::MAX;
                elided = true;
                characters += count;
            }
        }
    }
    prop_assert_eq!(characters, shown.characters());
    prop_assert_eq!(elided, shown.flags().contains(Flag::Elided));
    prop_assert!(elided || rebuilt == exact);
    prop_assert_eq!(shown.exact(), exact);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_forbidden_is_drawn_and_nothing_is_lost(text in hostile()) {
        check(&DisplayText::identifier(&text), text.as_bytes())?;
        check(&DisplayText::prose(&text), text.as_bytes())?;
        check(&DisplayText::file_name(OsStr::new(&text)), text.as_bytes())?;
        check(&DisplayText::identifier(&text).with_cap(64), text.as_bytes())?;
    }

    #[test]
    fn bytes_of_any_kind_are_named(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
        check(&DisplayText::from_bytes(&bytes), &bytes)?;
    }

    #[test]
    fn a_terminal_line_and_a_cell_stay_on_one_line(text in hostile()) {
        let shown = DisplayText::identifier(&text);
        prop_assert!(!shown.to_terminal().chars().any(must_never_be_drawn));
        let cell = shown.to_csv_cell();
        prop_assert!(cell.len() >= 2 && cell.starts_with('"') && cell.ends_with('"'));
        prop_assert!(!cell[1..cell.len() - 1].replace("\"\"", "").contains('"'));
    }
}
