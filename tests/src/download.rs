//! What a person has after downloading: minted files whose check comes to each of the five states.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::PathBuf;

use serde_json::Value;
use whence_testkit::{
    Minted, Scenario, World,
    ca::San,
    scenario::Content,
    statement::{PAYLOAD_TYPE, payload, statement},
};

use crate::app::Start;

/// The five states, in the spelling of the view model.
pub const STATES: [&str; 5] = [
    "listed",
    "unlisted",
    "failed",
    "no-signature",
    "could-not-check",
];

/// The name that the list gives the signer.
pub const LABEL: &str = "Testkit releases";

/// Two files that belong together.
pub struct Download {
    /// The file.
    pub file: PathBuf,
    /// Its bundle, beside it under a name made for it.
    pub bundle: PathBuf,
}

impl Start {
    /// Checks are made with the trusted root of the minted world, and its signer is on the list.
    #[must_use]
    pub fn minted(self) -> Self {
        let minted = record();
        let list = format!(
            "schema = 1\n\n[[signer]]\nlabel = {LABEL:?}\nissuer = {:?}\nidentity = {:?}\n",
            minted.issuer, minted.identity
        );
        self.trusted_root(&minted.trusted_root_json).list(&list)
    }

    /// Puts a download into the home folder whose check comes to this state (with [`Start::minted`]).
    ///
    /// # Panics
    /// When there is no such state.
    pub fn download(&self, state: &str) -> Download {
        let minted = match state {
            "listed" | "no-signature" => record(),
            "unlisted" => stranger(),
            "failed" => Minted {
                artifact: b"another file\n".to_vec(),
                ..record()
            },
            "could-not-check" => from_elsewhere(),
            other => panic!("no state {other}"),
        };
        let name = format!("{state}/project-1.2.3.tar.gz");
        let bundle = self.home().join(format!("{name}.sigstore.json"));
        if state != "no-signature" {
            self.file(&format!("{name}.sigstore.json"), &minted.bundle_json);
        }
        Download {
            file: self.file(&name, &minted.artifact),
            bundle,
        }
    }
}

impl Start {
    /// Puts version 1.2.4 of the download into the home folder, signed by the signer of the list or by another
    /// one, both in source and in account.
    pub fn successor(&self, by_stranger: bool) -> Download {
        let mut scenario = Scenario::message_rekor_v1();
        scenario.artifact = b"what came with the next version\n".to_vec();
        if by_stranger {
            let leaf = scenario.leaf();
            leaf.sans = vec![San::Uri(leaf.identity().replace("/testkit/", "/mirror/"))];
            for (number, text) in &mut leaf.claims {
                *text = match number {
                    15 | 17 => "99".to_owned(),
                    _ => text.replace("/testkit", "/mirror"),
                };
            }
        }
        let minted = scenario.mint();
        let name = "successor/project-1.2.4.tar.gz";
        let bundle = self.file(&format!("{name}.sigstore.json"), &minted.bundle_json);
        Download {
            file: self.file(name, &minted.artifact),
            bundle,
        }
    }
}

/// A statement of this type about the minted file, by the signer of the list.
#[must_use]
pub fn stated(predicate_type: &str, predicate: Value) -> Minted {
    let mut scenario = Scenario::envelope_rekor_v2();
    scenario.content = Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload(&statement(&scenario.artifact, predicate_type, predicate)),
        key_id: None,
    };
    scenario.mint()
}

/// A build record by the signer of the list; log entry and time stamp.
#[must_use]
pub fn record() -> Minted {
    Scenario::envelope_rekor_v2().mint()
}

/// The file itself signed, by another workflow than that of the list.
fn stranger() -> Minted {
    let mut scenario = Scenario::message_rekor_v1();
    let identity = scenario.leaf().identity().replace("/testkit/", "/mirror/");
    scenario.leaf().sans = vec![San::Uri(identity)];
    scenario.mint()
}

/// Signed under an instance that the trusted root does not know.
fn from_elsewhere() -> Minted {
    let mut scenario = Scenario::message_rekor_v1();
    scenario.world = World::labelled("elsewhere");
    scenario.mint()
}
