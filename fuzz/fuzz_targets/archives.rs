//! Archives and packages: what is seen in them without unpacking, and saved images with all that is checked of them.
#![no_main]

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, LazyLock, atomic::AtomicBool},
};

use libfuzzer_sys::fuzz_target;
use whence_app::{
    Checker, Input, archive, check::Against, image, lookup::package, present, settings::TrustData,
};
use whence_evidence::UnixTime;

static CHECKER: LazyLock<Checker> = LazyLock::new(|| Checker {
    trust: TrustData::load(None),
    list: Arc::default(),
    list_problem: None,
    key: None,
    against: Against::OwnList,
    past: None,
    registries: None,
    platform: None,
});

/// One file under the names by which kinds of packages are told.
static NAMES: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("whence-fuzz-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a folder of its own");
    let first = folder.join("tool-1.0.tar.gz");
    fs::write(&first, b"").expect("a file");
    let link = |name| {
        let path = folder.join(name);
        fs::hard_link(&first, &path).expect("a second name");
        path
    };
    let second = link("tool-1.0.tgz");
    vec![first, second]
});

fuzz_target!(|bytes: &[u8]| {
    let never = AtomicBool::new(false);
    for path in &*NAMES {
        fs::write(path, bytes).expect("it can be written again");
        let inside = archive::look_into(path, &never);
        if let Some(claimed) = inside.as_ref().and_then(|inside| inside.package.as_ref()) {
            assert!(claimed.purl().is_ascii());
        }
        let name = path.file_name().expect("a name");
        let _ = package::package(name, inside.as_ref());
    }
    let path = &NAMES[0];
    if !image::is_saved_image(path) {
        return;
    }
    let checked = CHECKER
        .check(
            &[Input::Path(path.clone())],
            &[],
            UnixTime::from_seconds(1_795_219_200),
            &mut |_| (),
            &never,
        )
        .expect("nobody cancelled");
    for checked in checked {
        let _ = present::result_view(&checked, 0);
    }
});
