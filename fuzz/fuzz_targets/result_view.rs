//! From bytes to everything a window shows of them: the view, each tab, each raw part.
#![no_main]

use std::sync::{Arc, LazyLock, atomic::AtomicBool};

use libfuzzer_sys::fuzz_target;
use whence_app::{
    Checker, Input, present,
    settings::TrustData,
    view::{RawForm, TabKind},
};
use whence_evidence::UnixTime;

static CHECKER: LazyLock<Checker> = LazyLock::new(|| Checker {
    trust: TrustData::load(None),
    list: Arc::default(),
    list_problem: None,
    key: None,
    against: whence_app::check::Against::OwnList,
    past: None,
    registries: None,
    platform: None,
});

fuzz_target!(|bytes: &[u8]| {
    let checked = CHECKER
        .check(
            &[Input::Bytes(bytes.to_vec())],
            &[],
            UnixTime::from_seconds(1_795_219_200),
            &mut |_| (),
            &AtomicBool::new(false),
        )
        .expect("nobody cancelled");
    for checked in checked {
        let view = present::result_view(&checked, 0);
        for evidence in view.evidence {
            for tab in evidence.tabs {
                let _ = present::tab(&checked, evidence.index, tab);
            }
            for part in 0..8 {
                let _ = present::raw_page(&checked, evidence.index, part, RawForm::Hex, 0);
            }
            let _ = present::tab(&checked, evidence.index, TabKind::Raw);
        }
    }
});
