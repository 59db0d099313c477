use std::{
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use whence_app::trust_data::Schedule;
use whence_evidence::UnixTime;

use super::Wanted;
use crate::program::{Program, now};

/// The start of the program is not the moment for it.
const AFTER_START: Duration = Duration::from_secs(60);
/// How often the schedule is asked. A computer that slept is late by no more than that.
const PAUSE: Duration = Duration::from_secs(15 * 60);

/// Keeps trust data current for as long as the program lives, where the person allowed that.
pub(crate) fn keep_current(program: &Arc<Program>) {
    let program = Arc::downgrade(program);
    thread::spawn(move || {
        let mut schedule = Schedule::default();
        thread::sleep(AFTER_START);
        while look(&program, &mut schedule, now()) {
            thread::sleep(PAUSE);
        }
    });
}

/// Updates what is due; `false` when the program has ended.
fn look(program: &Weak<Program>, schedule: &mut Schedule, now: UnixTime) -> bool {
    let Some(program) = program.upgrade() else {
        return false;
    };
    program.look_at_trust_data();
    let due: Vec<String> = {
        let standards = program.standards();
        let updates = standards.files.as_ref().map(|files| &files.updates);
        let due = updates
            .map(|updates| schedule.due(&standards.settings, &standards.private, updates, now));
        let due = due.unwrap_or_default().into_iter();
        due.map(|whose| whose.id().to_owned()).collect()
    };
    if !due.is_empty() {
        let wanted = Wanted {
            only: Some(due),
            automatic: true,
            ..Wanted::default()
        };
        // What came of it stands in the settings.
        let _ = program.update_trust_data(&wanted, |_| ());
    }
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use std::fs;

    use whence_app::{
        network::Proxy,
        settings::{Settings, SettingsStore},
        trust_data::{InstanceStore, PrivateInstance, PrivateSource},
    };
    use whence_store::{InstanceFiles, SettingsFile};
    use whence_testkit::{
        Scenario,
        tuf::Tuf,
        web::{Reply, Server},
    };

    use super::*;

    /// A program whose only way to the network is a server on this computer, with an instance whose mirror that
    /// server knows.
    fn program(server: &Server, automatic: bool) -> (tempfile::TempDir, Arc<Program>) {
        let folder = tempfile::tempdir().unwrap();
        let mut tuf = Tuf::blank();
        for role in [
            &mut tuf.root,
            &mut tuf.timestamp,
            &mut tuf.snapshot,
            &mut tuf.targets,
        ] {
            role.expires = "2999-01-01T00:00:00Z".to_owned();
        }
        let root = Scenario::message_rekor_v1().mint().trusted_root_json;
        tuf.target("trusted_root.json", &root);
        tuf.publish_root();
        tuf.publish();
        for (name, content) in &tuf.files {
            // A proxy is asked for the whole address.
            server.reply(&format!("{MIRROR}/{name}"), Reply::Content(content.clone()));
        }
        let source = PrivateSource::Repository {
            root: tuf.pinned(),
            mirror: MIRROR.to_owned(),
        };
        let instance = PrivateInstance::new("corp", source, now()).unwrap();
        InstanceFiles::within(folder.path())
            .keep(&instance)
            .unwrap();
        SettingsFile::in_folder(folder.path())
            .change(&Settings::default(), &mut |settings| {
                settings.freshness.automatic = automatic;
                settings.network.proxy = Proxy::at(&server.address).unwrap();
            })
            .unwrap();
        let program = Program::in_folder(folder.path());
        (folder, program)
    }

    const MIRROR: &str = "http://127.0.0.1:9/tuf";

    fn hours_from_now(hours: i64) -> UnixTime {
        UnixTime::from_seconds(now().seconds() + hours * 3600)
    }

    fn asked(server: &Server) -> usize {
        let paths = server.take_paths();
        let of_instance = paths
            .iter()
            .filter(|path| path.ends_with("/timestamp.json"));
        of_instance.count()
    }

    #[test]
    fn nothing_is_asked_until_it_is_allowed_and_then_once_a_day() {
        let server = Server::start();
        let (folder, program) = program(&server, false);
        let weak = Arc::downgrade(&program);
        let mut schedule = Schedule::default();
        assert!(look(&weak, &mut schedule, now()));
        assert_eq!(server.take_paths(), Vec::<String>::new());
        // Another process allows it.
        let store = SettingsFile::in_folder(folder.path());
        store
            .change(&Settings::default(), &mut |it| {
                it.freshness.automatic = true
            })
            .unwrap();
        assert!(look(&weak, &mut schedule, now()));
        assert_eq!(asked(&server), 1);
        let page = program.trust_data_page();
        let last = page.last.unwrap();
        assert!(last.automatic);
        assert_eq!(last.rows.iter().filter(|row| row.done).count(), 1);
        assert!(page.instances[2].dated.is_some());
        // It held: the next time is tomorrow.
        for hours in [0, 7, 23] {
            assert!(look(&weak, &mut schedule, hours_from_now(hours)));
            assert_eq!(asked(&server), 0, "{hours}");
        }
        assert!(look(&weak, &mut schedule, hours_from_now(25)));
        assert_eq!(asked(&server), 1);
        drop(program);
        assert!(!look(&weak, &mut schedule, hours_from_now(50)));
    }

    /// Here, and by another process that only writes the settings.
    #[test]
    fn everything_off_ends_the_update_under_way_and_begins_none_that_waits() {
        type Off = fn(&Program, &SettingsFile);
        let ways: [Off; 2] = [
            |program, _| {
                program.set_network(|network| network.off = true).unwrap();
            },
            |_, store| {
                store
                    .change(&Settings::default(), &mut |it| it.network.off = true)
                    .unwrap();
            },
        ];
        for off in ways {
            let server = Server::start();
            let (folder, program) = program(&server, false);
            let store = SettingsFile::in_folder(folder.path());
            // Waits behind the other.
            let source = PrivateSource::Repository {
                root: Tuf::new().pinned(),
                mirror: format!("{MIRROR}/second"),
            };
            let instance = PrivateInstance::new("later", source, now()).unwrap();
            InstanceFiles::within(folder.path())
                .keep(&instance)
                .unwrap();
            program.look_at_trust_data();
            let timestamp = format!("{MIRROR}/timestamp.json");
            server.reply(&timestamp, Reply::Drip);
            let outcome = thread::scope(|scope| {
                let update = scope.spawn(|| program.update_trust_data(&Wanted::default(), |_| ()));
                while !server.paths().contains(&timestamp) {
                    thread::yield_now();
                }
                off(&program, &store);
                update.join().unwrap().unwrap()
            });
            assert_eq!(outcome.rows.len(), 4);
            assert!(outcome.rows.iter().all(|row| !row.done));
            let last = server.paths().pop().unwrap();
            assert_eq!(last, timestamp, "nothing was asked afterwards");
            assert!(program.client(None).is_err());
        }
    }

    #[test]
    fn what_fails_is_tried_again_later_and_everything_off_comes_first() {
        let server = Server::start();
        let (folder, program) = program(&server, true);
        let timestamp = format!("{MIRROR}/timestamp.json");
        server.reply(&timestamp, Reply::Status(500, vec![]));
        let weak = Arc::downgrade(&program);
        let mut schedule = Schedule::default();
        assert!(look(&weak, &mut schedule, now()));
        assert_eq!(asked(&server), 1);
        assert!(
            program
                .trust_data_page()
                .last
                .unwrap()
                .rows
                .iter()
                .all(|row| !row.done)
        );
        for hours in [0, 1, 5] {
            assert!(look(&weak, &mut schedule, hours_from_now(hours)));
            assert_eq!(asked(&server), 0, "{hours}");
        }
        assert!(look(&weak, &mut schedule, hours_from_now(6)));
        assert_eq!(asked(&server), 1);
        let path = folder.path().join(SettingsFile::NAME);
        assert!(
            fs::read_to_string(&path)
                .unwrap()
                .contains("update-automatically = true")
        );
        program.set_network(|network| network.off = true).unwrap();
        assert!(look(&weak, &mut schedule, hours_from_now(48)));
        assert_eq!(server.take_paths(), Vec::<String>::new());
    }
}
