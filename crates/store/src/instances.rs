use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use whence_app::{
    intake,
    trust_data::{InstanceStore, PrivateInstance, PrivateSource},
    view::Message,
};
use whence_display::DisplayText;
use whence_evidence::UnixTime;

use crate::{atomic, lock::lock};

/// Instances anybody adds; more are a mistake.
const MOST: usize = 100;
/// Bytes of the largest file: a trusted root of 1 MiB, as text within JSON.
const LARGEST: u64 = 8 << 20;

/// The private instances, a file each. What a person added is copied, so that it stays when the stick is gone.
pub struct InstanceFiles {
    folder: PathBuf,
}

impl InstanceFiles {
    /// Below the folder with the person's own files.
    pub fn within(data: &Path) -> Self {
        Self {
            folder: data.join("trust-data").join("instances"),
        }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Document {
    schema: u32,
    name: String,
    /// Milliseconds since 1970.
    added: u64,
    #[serde(flatten)]
    source: Source,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Source {
    #[serde(rename_all = "kebab-case")]
    Repository { mirror: String, root: String },
    #[serde(rename_all = "kebab-case")]
    File {
        file_name: String,
        trusted_root: String,
    },
}

impl Document {
    fn of(instance: &PrivateInstance) -> Option<Self> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).ok();
        Some(Self {
            schema: 1,
            name: instance.name.clone(),
            added: instance.added.milliseconds().try_into().unwrap_or_default(),
            source: match &instance.source {
                PrivateSource::Repository { mirror, root } => Source::Repository {
                    mirror: mirror.clone(),
                    root: text(root)?,
                },
                PrivateSource::File {
                    file_name,
                    trusted_root,
                } => Source::File {
                    file_name: file_name.clone(),
                    trusted_root: text(trusted_root)?,
                },
            },
        })
    }

    fn into_instance(self) -> Option<PrivateInstance> {
        let source = match self.source {
            Source::Repository { mirror, root } => PrivateSource::Repository {
                mirror,
                root: root.into_bytes(),
            },
            Source::File {
                file_name,
                trusted_root,
            } => PrivateSource::File {
                file_name,
                trusted_root: trusted_root.into_bytes(),
            },
        };
        let added = UnixTime::from_milliseconds(self.added);
        PrivateInstance::new(&self.name, source, added)
            .ok()
            .filter(|_| self.schema == 1)
    }
}

impl InstanceStore for InstanceFiles {
    fn list(&self) -> (Vec<PrivateInstance>, Vec<Message>) {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (vec![], vec![]),
            Err(_) => return (vec![], vec![Message::new("instances-unreadable")]),
        };
        let (mut instances, mut problems) = (Vec::new(), Vec::new());
        for entry in entries.flatten() {
            let path = entry.path();
            let Some(id) = path
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| name.strip_suffix(".json"))
            else {
                continue;
            };
            let instance = intake::read_bounded(&path, LARGEST)
                .ok()
                .and_then(|bytes| serde_json::from_slice::<Document>(&bytes).ok())
                .and_then(Document::into_instance)
                .filter(|instance| instance.id == id);
            match instance {
                Some(instance) if instances.len() < MOST => instances.push(instance),
                _ => problems.push(
                    Message::new("instance-broken").with("name", DisplayText::identifier(id)),
                ),
            }
        }
        instances.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        (instances, problems)
    }

    fn keep(&self, instance: &PrivateInstance) -> Result<(), Message> {
        let not_kept = || Message::new("instance-not-kept");
        fs::create_dir_all(&self.folder).map_err(|_| not_kept())?;
        let _one = lock(&self.folder.join("instances")).map_err(|_| not_kept())?;
        let (others, _) = self.list();
        let named = |other: &&PrivateInstance| {
            other.id != instance.id && other.name.to_lowercase() == instance.name.to_lowercase()
        };
        if others.iter().find(named).is_some() {
            return Err(Message::new("instance-name-taken"));
        }
        if others.len() >= MOST && !others.iter().any(|other| other.id == instance.id) {
            return Err(Message::new("instances-too-many"));
        }
        let document = Document::of(instance).ok_or_else(not_kept)?;
        let text = serde_json::to_string_pretty(&document).map_err(|_| not_kept())?;
        atomic::write(&self.path(&instance.id), text.as_bytes()).map_err(|_| not_kept())
    }

    fn remove(&self, id: &str) -> Result<(), Message> {
        let known = self.list().0.iter().any(|instance| instance.id == id);
        if !known {
            return Err(Message::new("instance-unknown"));
        }
        fs::remove_file(self.path(id)).map_err(|_| Message::new("instance-not-removed"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use whence_testkit::Scenario;

    use super::*;

    fn file(name: &str, scenario: Scenario) -> PrivateInstance {
        let source = PrivateSource::File {
            file_name: "corp.json".to_owned(),
            trusted_root: scenario.mint().trusted_root_json,
        };
        PrivateInstance::new(name, source, UnixTime::from_seconds(1_800_000_000)).unwrap()
    }

    fn repository(name: &str) -> PrivateInstance {
        let source = PrivateSource::Repository {
            root: b"{}".to_vec(),
            mirror: "https://tuf.corp.example".to_owned(),
        };
        PrivateInstance::new(name, source, UnixTime::from_seconds(1_800_000_000)).unwrap()
    }

    #[test]
    fn instances_are_kept_renamed_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let files = InstanceFiles::within(folder.path());
        assert_eq!(files.list(), (vec![], vec![]));
        let corp = file("corp", Scenario::message_rekor_v1());
        let lab = repository("lab");
        files.keep(&lab).unwrap();
        files.keep(&corp).unwrap();
        assert_eq!(files.list(), (vec![corp.clone(), lab.clone()], vec![]));
        // Another with the same name is refused, the same one is not.
        let other = file("LAB", Scenario::envelope_private());
        assert_eq!(files.keep(&other).unwrap_err().id, "instance-name-taken");
        files.keep(&lab.clone().renamed("zoo").unwrap()).unwrap();
        files.keep(&other).unwrap();
        let names: Vec<String> = files.list().0.into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["LAB", "corp", "zoo"]);
        files.remove(&corp.id).unwrap();
        assert_eq!(files.remove(&corp.id).unwrap_err().id, "instance-unknown");
        assert_eq!(
            files.remove("../../settings").unwrap_err().id,
            "instance-unknown"
        );
        assert_eq!(files.list().0.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let files = InstanceFiles::within(folder.path());
        let corp = file("corp", Scenario::message_rekor_v1());
        files.keep(&corp).unwrap();
        let good = fs::read_to_string(files.path(&corp.id)).unwrap();
        for (id, text) in [
            ("private-0", "{"),
            // The content of another under this id.
            ("private-1", good.as_str()),
            ("private-2", &good.replace("\"schema\": 1", "\"schema\": 2")),
            ("private-3", &good.replace("mediaType", "mediumType")),
        ] {
            fs::write(files.path(id), text).unwrap();
            let (instances, problems) = files.list();
            assert_eq!(instances, std::slice::from_ref(&corp), "{id}");
            assert_eq!(problems[0].id, "instance-broken", "{id}");
            fs::remove_file(files.path(id)).unwrap();
        }
        // What is no instance at all is no trouble.
        fs::write(folder.path().join("trust-data/instances/readme.txt"), "x").unwrap();
        assert_eq!(files.list(), (vec![corp], vec![]));
    }
}
