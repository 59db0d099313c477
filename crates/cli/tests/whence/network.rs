//! `whence network`: off is off, and what was sent is on record.

use std::fs;

use serde_json::Value;

use super::{code, run, stderr, stdout};

#[test]
fn the_switch_is_kept_and_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let shown = run(folder.path(), &["network", "show"]);
    assert!(
        stdout(&shown).starts_with("Network: on."),
        "{}",
        stdout(&shown)
    );
    let off = run(folder.path(), &["network", "off"]);
    assert!(
        stdout(&off).starts_with("Network: off."),
        "{}",
        stdout(&off)
    );
    let update = run(folder.path(), &["trust-data", "update"]);
    assert_eq!(code(&update), 1);
    assert!(
        stdout(&update).contains("The network is switched off in the settings"),
        "{}",
        stdout(&update)
    );
    let log = run(folder.path(), &["network", "log"]);
    assert_eq!(stdout(&log).trim(), "Nothing was sent.");
    let on = run(folder.path(), &["network", "on"]);
    assert!(stdout(&on).starts_with("Network: on."));
    let settings = fs::read_to_string(folder.path().join("config/settings.toml")).unwrap();
    assert_eq!(settings.trim(), "schema = 1\ntheme = \"system\"");
}

#[test]
fn broken_settings_are_told_wherever_they_are_read() {
    let told = "The settings could not be read: line 2, column 9. They were set aside as “settings.toml.broken-1”.";
    for arguments in [
        ["network", "show"],
        ["network", "off"],
        ["trust-data", "show"],
        ["check", "here.txt"],
        ["lookup", "here.txt"],
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("config")).unwrap();
        fs::write(
            folder.path().join("config/settings.toml"),
            "schema = 1\ntheme = blue\n",
        )
        .unwrap();
        let output = run(folder.path(), &arguments);
        let errors = stderr(&output);
        assert_eq!(errors.matches(told).count(), 1, "{arguments:?}: {errors}");
    }
}

#[test]
fn the_record_is_shown_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("config")).unwrap();
    fs::write(
        folder.path().join("config/network-log.jsonl"),
        "{\"at\":1800000000000,\"purpose\":\"trust-data\",\"address\":\"https://tuf.example/1.root.json\"}\n",
    )
    .unwrap();
    let log = run(folder.path(), &["network", "log"]);
    assert!(
        stdout(&log).contains("trust-data  https://tuf.example/1.root.json"),
        "{}",
        stdout(&log)
    );
    let log = run(folder.path(), &["network", "log", "--format", "json"]);
    let log: Value = serde_json::from_slice(&log.stdout).unwrap();
    assert_eq!(log[0]["at"], "2027-01-15T08:00:00Z");
    assert_eq!(code(&run(folder.path(), &["network", "forget"])), 0);
    let log = run(folder.path(), &["network", "log"]);
    assert_eq!(stdout(&log).trim(), "Nothing was sent.");
    let wrong = run(folder.path(), &["network", "dance"]);
    assert_eq!(code(&wrong), 2);
    assert!(stderr(&wrong).contains("whence network show"));
}

/// Runs the command where opening a socket towards a network ends it at once; nothing where the system does not
/// allow to set such a trap.
#[cfg(target_os = "linux")]
fn run_trapped(folder: &std::path::Path, arguments: &[&str]) -> Option<std::process::Output> {
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };
    let family = |family: i32| {
        let is = SeccompCondition::new(
            0,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::Eq,
            u64::try_from(family).unwrap(),
        );
        SeccompRule::new(vec![is.unwrap()]).unwrap()
    };
    let rules = vec![family(libc::AF_INET), family(libc::AF_INET6)];
    let filter = SeccompFilter::new(
        [(libc::SYS_socket, rules)].into_iter().collect(),
        SeccompAction::Allow,
        SeccompAction::KillProcess,
        std::env::consts::ARCH.try_into().unwrap(),
    );
    let filter: BpfProgram = filter.unwrap().try_into().unwrap();
    std::thread::scope(|scope| {
        // A trap is for the thread that sets it and for what it starts.
        let trapped = scope.spawn(move || {
            seccompiler::apply_filter(&filter)
                .inspect_err(|error| eprintln!("skipped: no trap can be set ({error})"))
                .ok()
                .map(|()| run(folder, arguments))
        });
        trapped.join().unwrap()
    })
}

#[cfg(target_os = "linux")]
#[test]
fn off_opens_no_socket() {
    use std::os::unix::process::ExitStatusExt;
    use whence_testkit::tuf::Tuf;

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.root.json"), Tuf::new().pinned()).unwrap();
    fs::write(folder.path().join("file"), b"x").unwrap();
    assert_eq!(code(&run(folder.path(), &["network", "off"])), 0);
    let add = "trust-data add corp --root 1.root.json --mirror http://127.0.0.1:1";
    let add: Vec<&str> = add.split(' ').collect();
    let Some(added) = run_trapped(folder.path(), &add) else {
        return;
    };
    assert_eq!(code(&added), 1, "{}", stderr(&added));
    assert!(
        stdout(&added).contains("The network is switched off"),
        "{}",
        stdout(&added)
    );
    for (arguments, expected) in [
        (&["trust-data", "update"][..], 1),
        (&["trust-data", "update", "corp"], 1),
        (&["trust-data", "show"], 0),
        (&["check", "file"], 4),
    ] {
        let output = run_trapped(folder.path(), arguments).unwrap();
        assert_eq!(output.status.code(), Some(expected), "{arguments:?}");
    }
    // The trap is one: switched on, the same command falls into it.
    assert_eq!(code(&run(folder.path(), &["network", "on"])), 0);
    let output = run_trapped(folder.path(), &["trust-data", "update", "corp"]).unwrap();
    assert_eq!(output.status.signal(), Some(libc::SIGSYS));
    // What was about to be sent stands on record.
    let log = run(folder.path(), &["network", "log"]);
    assert!(
        stdout(&log).contains("http://127.0.0.1:1/2.root.json"),
        "{}",
        stdout(&log)
    );
}
