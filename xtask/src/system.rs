//! What has to be on the machine: packages of Debian and Ubuntu, which can be installed from here, and
//! Node.js, which cannot. (Rust itself is checked by cargo and by `tests/x`.)

use std::process::Command;

use crate::run::{Outcome, command, printed, run};

/// Names of apt packages and what each is for.
pub(crate) type Packages = &'static [(&'static str, &'static str)];

/// To build the window.
pub(crate) const FOR_BUILDING: Packages = &[
    ("gcc", "compiles the cryptography and links"),
    ("libc6-dev", "what every C program needs to compile"),
    ("pkg-config", "finds the libraries"),
    ("libwebkit2gtk-4.1-dev", "shows the window"),
];

/// To run the tests on top of that.
pub(crate) const FOR_TESTING: Packages = &[
    ("xvfb", "a screen in memory for the tests of the window"),
    ("webkit2gtk-driver", "lets the tests use the window"),
    (
        "fonts-dejavu-core",
        "gives every machine the same letters on screenshots",
    ),
    ("dbus", "a session bus for the test of the second start"),
    ("openssl", "another opinion on certificates and signatures"),
    (
        "docker-registry",
        "a real registry of images for the tests of the network",
    ),
    ("xdotool", "types into the system's file dialog"),
];

const NODE: (u32, u32) = (20, 19);

/// Installs what is missing, after saying what and why. Other systems than Debian's are left alone.
pub(crate) fn install(groups: &[Packages]) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let wanted = groups.iter().copied().flatten().copied();
    if printed(command("dpkg-query", &["--version"])).is_none() {
        println!(
            "This system has no dpkg, so nothing is installed. Whence needs what Debian calls:"
        );
        wanted.for_each(|(name, purpose)| println!("  {name:24}{purpose}"));
        return Ok(());
    }
    let missing: Vec<_> = wanted.filter(|(name, _)| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("These packages are missing and will be installed with apt-get:");
    missing
        .iter()
        .for_each(|(name, purpose)| println!("  {name:24}{purpose}"));

    run(as_root(&["apt-get", "update"])?)?;
    let mut install = as_root(&[
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "--yes",
        "--no-install-recommends",
    ])?;
    install.args(missing.iter().map(|(name, _)| name));
    run(install)
}

/// Builds of the page need Node.js; it has to be there already.
pub(crate) fn check_node() -> Outcome {
    let (major, minor) = NODE;
    let advice = format!(
        "Node.js {major}.{minor} or newer is needed to build the page of the window. Install it from \
         https://nodejs.org or with your version manager, and run this again"
    );
    let Some(version) = printed(command("node", &["--version"])) else {
        return Err(format!("`node` was not found. {advice}"));
    };
    match major_and_minor(&version) {
        Some(found) if found >= NODE => Ok(()),
        _ => Err(format!("this is Node.js {version}. {advice}")),
    }
}

fn is_installed(package: &str) -> bool {
    let query = ["--show", "--showformat=${db:Status-Status}", package];
    printed(command("dpkg-query", &query)).as_deref() == Some("installed")
}

/// The command with the rights to install: as it is for root, through sudo for everybody else.
fn as_root(words: &[&str]) -> Result<Command, String> {
    if printed(command("id", &["-u"])).as_deref() == Some("0") {
        let (program, arguments) = words.split_first().ok_or("nothing to run")?;
        return Ok(command(program, arguments));
    }
    if printed(command("sudo", &["--version"])).is_none() {
        return Err(
            "installing packages needs the rights of root, and there is no sudo. Install the \
                    packages named above as root and run this again"
                .to_owned(),
        );
    }
    Ok(command("sudo", words))
}

/// `v20.19.2` → (20, 19).
fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert_eq!(major_and_minor("v20.19.2"), Some((20, 19)));
        assert!(major_and_minor("v20.9.0") < Some(NODE));
        assert!(major_and_minor("v22.0.0") > Some(NODE));
        assert_eq!(major_and_minor("20"), None);
    }
}
