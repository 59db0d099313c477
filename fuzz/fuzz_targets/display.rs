//! Text from outside on its way to a screen: nothing that could be taken for our own words comes out.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whence_display::{DisplayText, Segment, Uri, look_alike};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for shown in [
        DisplayText::from_bytes(bytes),
        DisplayText::identifier(&text),
        DisplayText::prose(&text),
    ] {
        for segment in shown.segments() {
            if let Segment::Text { text } = segment {
                assert!(!text.chars().any(char::is_control));
            }
        }
        assert!(!shown.to_terminal().contains(['\n', '\x1b', '\r']));
        let _ = shown.to_csv_cell();
    }
    let _ = Uri::parse(&text);
    if let Some((first, second)) = text.split_once('\n') {
        let _ = look_alike(first, second);
    }
});
