//! The tests of all that must work without a network, run where there is none: in a network namespace of their own,
//! whose only interface is down.

use crate::{
    cargo,
    run::{Outcome, command, printed, run},
};

/// Rooms whose tests open no socket, not even to this computer.
const ROOMS: [&str; 9] = [
    "whence-display",
    "whence-evidence",
    "whence-verify",
    "whence-identity",
    "whence-sbom",
    "whence-verdict",
    "whence-app",
    "whence-store",
    "whence-testkit",
];
/// The command; those of its tests that look something up or ask a registry have a server on this computer.
const COMMAND: &str = "whence-cli";
const WITH_A_SERVER: [&str; 2] = ["lookup::", "registry::"];

/// Runs them; where the system allows no such namespace, that is printed, and they run all the same.
pub(crate) fn test() -> Outcome {
    let mut of_rooms: Vec<&str> = ROOMS.iter().flat_map(|room| ["--package", *room]).collect();
    of_rooms.push("--no-fail-fast");
    let of_command = ["--package", COMMAND];
    // What is compiled may still have to be fetched; what is run may not.
    for of in [&of_rooms[..], &of_command] {
        run(cargo("test", &[of, &["--no-run"]].concat()))?;
    }
    let without = WITH_A_SERVER.iter().flat_map(|module| ["--skip", *module]);
    let of_command: Vec<&str> = of_command
        .into_iter()
        .chain(["--"])
        .chain(without)
        .collect();
    let outcomes: Vec<Outcome> = [&of_rooms[..], &of_command]
        .into_iter()
        .map(|of| run(without_network(cargo("test", of))))
        .collect();
    outcomes.into_iter().collect()
}

/// Arguments for the tests that are left.
pub(crate) fn all_others() -> Vec<&'static str> {
    let mut arguments = vec!["--workspace", "--no-fail-fast"];
    arguments.extend(ROOMS.iter().flat_map(|room| ["--exclude", *room]));
    arguments
}

fn without_network(tests: std::process::Command) -> std::process::Command {
    const APART: [&str; 3] = ["--user", "--map-current-user", "--net"];
    let allowed = printed(command(
        "unshare",
        &[&APART[..], &["echo", "apart"]].concat(),
    ));
    if allowed.as_deref() != Some("apart") {
        println!(
            "skipped: this system allows no network namespace, so the network is merely not used"
        );
        return tests;
    }
    let mut apart = command("unshare", &APART);
    apart
        .arg("--")
        .arg(tests.get_program())
        .args(tests.get_args());
    apart
}
