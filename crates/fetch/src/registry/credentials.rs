//! What docker and podman keep to be let in to registries.

use std::{
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::channel,
    thread,
    time::{Duration, Instant},
};

use serde::Deserialize;
use whence_evidence::{base64, oci::Reference};

/// Bytes of a credentials file, and of what a program answers.
const LARGEST: u64 = 1 << 20;
/// The longest that a program may take; some ask the person.
const PATIENCE: Duration = Duration::from_secs(60);
/// What docker calls Docker Hub.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// Something that lets us in.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token that is exchanged for others.
    Identity(String),
    /// A token that lets in by itself.
    Bearer(String),
}

/// Passwords do not belong into any output.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials")
    }
}

/// Where they are kept, and whether the programs that keep them may be run.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// Files of docker or podman, the first that knows the registry counts.
    pub files: Vec<PathBuf>,
    /// Whether programs named in the files may be run: the person allowed it.
    pub helpers: bool,
}

impl Keeping {
    /// The files of the person who runs the program.
    pub fn of_this_person(helpers: bool) -> Self {
        let within = |name: &str, path: &str| {
            let folder = env::var_os(name).filter(|value| !value.is_empty())?;
            Some(PathBuf::from(folder).join(path))
        };
        let own = |path: &str| env::home_dir().map(|home| home.join(path));
        let named = env::var_os("REGISTRY_AUTH_FILE").map(PathBuf::from);
        let places = [
            named,
            within("XDG_RUNTIME_DIR", "containers/auth.json"),
            within("XDG_CONFIG_HOME", "containers/auth.json"),
            own(".config/containers/auth.json"),
            within("DOCKER_CONFIG", "config.json").or_else(|| own(".docker/config.json")),
        ];
        Self {
            files: places.into_iter().flatten().collect(),
            helpers,
        }
    }

    /// What lets us in to the repository of a reference; nothing when it is not known, or is kept by a program
    /// that may not be run.
    pub fn find(&self, reference: &Reference) -> Option<Credentials> {
        self.files
            .iter()
            .filter_map(|path| File::read(path))
            .find_map(|file| file.find(reference, self.helpers))
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct File {
    auths: std::collections::BTreeMap<String, Entry>,
    creds_store: Option<String>,
    cred_helpers: std::collections::BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry {
    auth: Option<String>,
    username: Option<String>,
    password: Option<String>,
    identitytoken: Option<String>,
    registrytoken: Option<String>,
}

impl File {
    fn read(path: &Path) -> Option<Self> {
        let mut bytes = Vec::new();
        let file = fs::File::open(path).ok()?;
        file.take(LARGEST).read_to_end(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The program that keeps what lets us in.
    fn kept_by(&self, reference: &Reference) -> Option<(&str, String)> {
        let registry = reference.registry();
        let server = if registry == "docker.io" {
            DOCKER_HUB.to_owned()
        } else {
            registry.to_owned()
        };
        let own = self.cred_helpers.get(registry);
        let program = own.or(self.creds_store.as_ref())?;
        let plain = !program.is_empty()
            && program
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        plain.then_some((program.as_str(), server))
    }

    fn find(&self, reference: &Reference, helpers: bool) -> Option<Credentials> {
        if helpers
            && let Some((program, server)) = self.kept_by(reference)
            && let Some(found) = ask(&format!("docker-credential-{program}"), &server)
        {
            return Some(found);
        }
        self.entry(reference)?.credentials()
    }

    /// The entry for the longest part of the name.
    fn entry(&self, reference: &Reference) -> Option<&Entry> {
        let mut name = reference.repository();
        loop {
            if let Some(entry) = self.auths.get(&name) {
                return Some(entry);
            }
            match name.rfind('/') {
                Some(end) => name.truncate(end),
                None => break,
            }
        }
        let registry = reference.registry();
        let spellings = [
            format!("https://{registry}"),
            format!("https://{registry}/"),
            format!("https://{registry}/v1/"),
            format!("https://{registry}/v2/"),
        ];
        let hub = (registry == "docker.io").then_some(DOCKER_HUB);
        hub.into_iter()
            .chain(spellings.iter().map(String::as_str))
            .find_map(|name| self.auths.get(name))
    }
}

impl Entry {
    fn credentials(&self) -> Option<Credentials> {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        if let Some(token) = filled(&self.registrytoken) {
            return Some(Credentials::Bearer(token));
        }
        if let Some(token) = filled(&self.identitytoken) {
            return Some(Credentials::Identity(token));
        }
        if let Some(auth) = filled(&self.auth) {
            let bytes = base64::decode(auth.trim()).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            let (user, password) = text.trim_end_matches('\0').split_once(':')?;
            return Some(Credentials::Basic {
                user: user.to_owned(),
                password: password.to_owned(),
            });
        }
        Some(Credentials::Basic {
            user: filled(&self.username)?,
            password: filled(&self.password)?,
        })
    }
}

/// Asks the program that keeps passwords, as docker does: the server on its input, JSON on its output. Anything
/// else than an answer is none.
fn ask(program: &str, server: &str) -> Option<Credentials> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Reply {
        username: String,
        secret: String,
    }
    let mut child = Command::new(program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // One that does not read it answers nothing we could use.
    let _ = child.stdin.take()?.write_all(server.as_bytes());
    let output = child.stdout.take()?;
    let (sender, answer) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.take(LARGEST).read_to_end(&mut bytes);
        // Nobody waits any longer when it comes too late.
        let _ = sender.send(read.is_ok().then_some(bytes));
    });
    let begun = Instant::now();
    let status = loop {
        match child.try_wait().ok()? {
            Some(status) => break status,
            None if begun.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    // What the program left running may hold its output open.
    let rest = PATIENCE.saturating_sub(begun.elapsed());
    let bytes = answer.recv_timeout(rest).ok()??;
    let reply: Reply = serde_json::from_slice(&bytes)
        .ok()
        .filter(|_| status.success())?;
    Some(match reply.username.as_str() {
        "<token>" => Credentials::Identity(reply.secret),
        _ => Credentials::Basic {
            user: reply.username,
            password: reply.secret,
        },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn basic(user: &str, password: &str) -> Option<Credentials> {
        Some(Credentials::Basic {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    }

    fn keeping(folder: &Path, text: &str, helpers: bool) -> Keeping {
        let path = folder.join("config.json");
        fs::write(&path, text).unwrap();
        Keeping {
            files: vec![folder.join("none.json"), path],
            helpers,
        }
    }

    #[test]
    fn the_longest_name_counts() {
        let folder = tempfile::tempdir().unwrap();
        let auth = |text: &str| base64::encode(text.as_bytes());
        let text = format!(
            r#"{{"auths":{{
                "ghcr.io":{{"auth":"{}"}},
                "ghcr.io/acme":{{"auth":"{}"}},
                "https://index.docker.io/v1/":{{"auth":"{}"}},
                "https://quay.io":{{"identitytoken":"t"}},
                "a.example":{{"registrytoken":"r","auth":"{}"}},
                "broken.example":{{"auth":"*"}}
            }},"further":1}}"#,
            auth("u:p:q"),
            auth("acme:x"),
            auth("hub:y"),
            auth("a:b"),
        );
        let keeping = keeping(folder.path(), &text, true);
        let find = |name: &str| keeping.find(&Reference::parse(name).unwrap());
        assert_eq!(find("ghcr.io/other/tool"), basic("u", "p:q"));
        assert_eq!(find("ghcr.io/acme/tool/more"), basic("acme", "x"));
        assert_eq!(find("ghcr.io/acme-evil/tool"), basic("u", "p:q"));
        assert_eq!(find("alpine"), basic("hub", "y"));
        assert_eq!(
            find("quay.io/a/b"),
            Some(Credentials::Identity("t".to_owned()))
        );
        assert_eq!(
            find("a.example/b"),
            Some(Credentials::Bearer("r".to_owned()))
        );
        assert_eq!(find("broken.example/a"), None);
        assert_eq!(find("evil.example/a"), None);
        assert_eq!(format!("{:?}", find("alpine").unwrap()), "Credentials");
    }

    #[cfg(unix)]
    #[test]
    fn programs_run_only_when_allowed_and_under_a_plain_name() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("docker-credential-x");
        let script = "#!/bin/sh\nread server\necho \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"<token>\\\",\\\"Secret\\\":\\\"$server\\\"}\"\n";
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let answer = ask(&program.display().to_string(), "ghcr.io");
        assert_eq!(answer, Some(Credentials::Identity("ghcr.io".to_owned())));
        assert_eq!(ask("/bin/false", "ghcr.io"), None);
        assert_eq!(ask("/nowhere", "ghcr.io"), None);
        let text =
            r#"{"credsStore":"../../evil","credHelpers":{"ghcr.io":"no-such-program-at-all"}}"#;
        for helpers in [false, true] {
            let keeping = keeping(folder.path(), text, helpers);
            for name in ["ghcr.io/a/b", "quay.io/a/b"] {
                assert_eq!(keeping.find(&Reference::parse(name).unwrap()), None);
            }
        }
    }
}
