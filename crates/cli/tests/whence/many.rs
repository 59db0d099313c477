//! Folders and several targets.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use super::{Desk, code, command, schema, signed, stderr, stdout};

/// A folder with two signed files, one that is not what was signed, one without a signature, and what must
/// not be followed.
fn desk() -> Desk {
    let minted = signed();
    let desk = Desk::new(&minted);
    let release = desk.folder.path().join("release");
    for name in ["tool.zip", "deep/er/tool.zip"] {
        let path = release.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &minted.artifact).unwrap();
        fs::write(evidence(&path), &minted.bundle_json).unwrap();
    }
    fs::write(release.join("other.zip"), b"not what was signed").unwrap();
    fs::write(evidence(&release.join("other.zip")), &minted.bundle_json).unwrap();
    fs::write(release.join("plain.txt"), b"never signed").unwrap();
    fs::write(release.join(".hidden"), b"hidden").unwrap();
    desk
}

fn evidence(path: &Path) -> String {
    format!("{}.sigstore.json", path.display())
}

/// Path and state of each line.
fn states(output: &str) -> BTreeMap<String, String> {
    output
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            schema::assert_fits(&value);
            let target = &value["targets"][0];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&target["path"]), text(&target["verdict"]["state"]))
        })
        .collect()
}

#[test]
fn a_folder_is_checked_file_by_file_with_the_evidence_beside_each() {
    let desk = desk();
    let output = desk.check(&["release", "--list", "list.toml", "--jobs", "1"]);
    assert_eq!(code(&output), 1);
    assert_eq!(
        stdout(&output),
        "[does not hold] other.zip: The signature does not match this file.\n\
         [no signature] plain.txt: No signature was found for this file.\n\
         [on your list] tool.zip: Acme\n\
         [on your list] deep/er/tool.zip: Acme\n\
         4 files: one does not hold, 1 without a signature, 2 on the list\n\
         Where no signature was found, it was looked for next to the file and in checksum lists there, and not on \
         the network. To look there for one file: whence lookup FILE\n"
    );
    assert_eq!(
        stderr(&output),
        "whence: One hidden file or folder was left out.\n"
    );
    let output = desk.check(&["release", "--hidden"]);
    assert_eq!(stdout(&output).lines().count(), 7);
    assert_eq!(stderr(&output), "");
}

#[test]
fn json_is_one_document_on_a_line_for_each_target() {
    let desk = desk();
    let output = desk.check(&[
        "release",
        "--list",
        "list.toml",
        "--format",
        "json",
        "-j",
        "3",
    ]);
    assert_eq!(code(&output), 1);
    let found = states(&stdout(&output));
    let expected = [
        ("deep/er/tool.zip", "listed"),
        ("other.zip", "failed"),
        ("plain.txt", "no-signature"),
        ("tool.zip", "listed"),
    ];
    assert_eq!(
        found,
        expected
            .map(|(path, state)| (path.to_owned(), state.to_owned()))
            .into()
    );
    // Files that are named come in their order, whoever is ready first.
    let targets = [
        "release/plain.txt",
        "tool.zip",
        "release/other.zip",
        "absent",
    ];
    let output = desk.check(&[&targets[..], &["--format", "json"]].concat());
    let states: Vec<String> = stdout(&output)
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            schema::assert_fits(&value);
            value["targets"][0]["verdict"]["state"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        states,
        ["no-signature", "unlisted", "failed", "could-not-check"]
    );
    assert_eq!(code(&output), 1);
}

#[test]
fn a_table_has_a_row_for_each_target_and_no_formula() {
    let desk = desk();
    fs::write(desk.folder.path().join("release/=cmd|x,\"y\""), b"x").unwrap();
    let output = desk.check(&[
        "release",
        "--list",
        "list.toml",
        "--format",
        "csv",
        "--jobs",
        "1",
    ]);
    let table = stdout(&output);
    let lines: Vec<&str> = table.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "path,state,code,finding,label,signer,issuer,instance,claim,size,digest,package,notes,checked-at"
    );
    assert_eq!(lines.len(), 7, "{table}");
    assert!(lines[1].starts_with("\"'=cmd|x,\"\"y\"\"\",\"no-signature\",\"none-found\","));
    assert!(
        lines[2].starts_with("\"other.zip\",\"failed\",\"file-mismatch\","),
        "{}",
        lines[2]
    );
    assert!(
        lines[4].contains("\"Acme\",\"") && lines[4].contains("\"signature\",\""),
        "{}",
        lines[4]
    );
}

#[test]
fn the_exit_code_of_a_folder_is_that_of_its_worst_file() {
    let desk = desk();
    let release = desk.folder.path().join("release");
    let check = |arguments: &[&str]| code(&desk.check(&[&["release"], arguments].concat()));
    assert_eq!(check(&["--list", "list.toml"]), 1);
    fs::remove_file(release.join("other.zip")).unwrap();
    fs::remove_file(evidence(&release.join("other.zip"))).unwrap();
    assert_eq!(check(&["--list", "list.toml"]), 4);
    fs::remove_file(release.join("plain.txt")).unwrap();
    assert_eq!(check(&["--list", "list.toml"]), 0);
    assert_eq!(check(&[]), 3);
    fs::create_dir(desk.folder.path().join("empty")).unwrap();
    let output = desk.check(&["empty"]);
    assert_eq!(
        (code(&output), stdout(&output)),
        (0, "No files\n".to_owned())
    );
}

#[test]
fn every_file_of_a_folder_comes_into_the_history() {
    let desk = desk();
    let rows = || stdout(&desk.run(&["history", "export"])).lines().count() - 1;
    assert_eq!(code(&desk.run(&["check", "release", "--no-history"])), 1);
    assert_eq!(rows(), 0);
    assert_eq!(code(&desk.run(&["check", "release"])), 1);
    assert_eq!(rows(), 4);
    assert_eq!(
        code(&desk.run(&["check", "release/plain.txt", "tool.zip"])),
        5
    );
    assert_eq!(rows(), 6);
}

#[cfg(unix)]
#[test]
fn links_out_of_a_folder_are_not_followed_and_what_cannot_be_listed_is_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = desk();
    let release = desk.folder.path().join("release");
    symlink("../list.toml", release.join("out")).unwrap();
    symlink("..", release.join("up")).unwrap();
    symlink("nowhere", release.join("broken")).unwrap();
    symlink("plain.txt", release.join("within.txt")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(release.join("socket")).unwrap();
    let closed = release.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let is_closed = fs::read_dir(&closed).is_err();
    let output = desk.check(&["release", "--format", "json"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let found = states(&stdout(&output));
    assert_eq!(found.get("within.txt").unwrap(), "no-signature");
    for name in ["out", "up", "broken", "socket", ".hidden"] {
        assert!(!found.contains_key(name), "{name}");
    }
    // Whoever may read everything, as root does, finds nothing closed.
    if is_closed {
        assert_eq!(found.get("closed").unwrap(), "could-not-check");
    }
    let told = stderr(&output);
    assert!(told.contains("3 links were not followed"), "{told}");
    assert!(
        told.contains("One pipe, socket or device was left out."),
        "{told}"
    );
}

#[test]
fn what_was_named_is_checked_whatever_it_holds() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let signers = desk.folder.path().join("signers.toml");
    fs::write(&signers, "schema = 1\n[[signer]]\n").unwrap();
    let key = desk.folder.path().join("pub");
    fs::write(&key, "-----BEGIN PUBLIC KEY-----\nAA==\n").unwrap();
    let signed = desk.folder.path().join("tool");
    fs::write(&signed, &minted.artifact).unwrap();
    fs::write(evidence(&signed), &minted.bundle_json).unwrap();
    let both =
        |other: &str| desk.check(&["tool", other, "--list", "list.toml", "--format", "json"]);
    for other in ["signers.toml", "pub"] {
        let output = both(other);
        assert_eq!(code(&output), 4, "{}", stdout(&output));
        let documents: Vec<Value> = stdout(&output)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let state = |at: usize| &documents[at]["targets"][0]["verdict"]["state"];
        assert_eq!([state(0), state(1)], ["listed", "no-signature"]);
    }
}

#[test]
#[cfg(unix)]
fn two_names_that_are_written_alike_can_be_told_apart() {
    let minted = signed();
    let desk = Desk::new(&minted);
    let folder = desk.folder.path().join("alike");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("tool<U+202E>x"), b"one").unwrap();
    fs::write(folder.join("tool\u{202e}x"), b"other").unwrap();
    let output = desk.check(&["alike", "--format", "json"]);
    assert!(stdout(&output).is_ascii());
    let mut exact: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| {
            let document: Value = serde_json::from_str(line).unwrap();
            schema::assert_fits(&document);
            assert_eq!(document["targets"][0]["path"], "tool<U+202E>x");
            document["targets"][0]["pathBytes"].clone()
        })
        .collect();
    exact.sort_by_key(Value::is_null);
    assert_eq!(exact, [Value::from("dG9vbOKArng="), Value::Null]);
}

#[test]
#[cfg(unix)]
fn what_nobody_reads_any_more_is_not_signed_by_anybody() {
    use std::process::Stdio;
    let desk = desk();
    fs::remove_file(desk.folder.path().join("release/other.zip")).unwrap();
    fs::remove_file(desk.folder.path().join("release/plain.txt")).unwrap();
    let mut command = command(
        desk.folder.path(),
        &["check", "release", "--list", "list.toml", "--jobs", "1"],
    );
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(5));
}
