use std::sync::atomic::{AtomicU8, Ordering};

use sigstore_tuf::{Repository, transport::FetchFuture};
use whence_app::trust_data::UpdateStep;

/// A mirror that says how far asking it has come.
pub(super) struct Told<M, F> {
    mirror: M,
    told: F,
    /// Position of the step told last, from 1.
    last: AtomicU8,
}

impl<M, F: Fn(UpdateStep)> Told<M, F> {
    pub(super) const fn new(mirror: M, told: F) -> Self {
        Self {
            mirror,
            told,
            last: AtomicU8::new(0),
        }
    }

    fn tell(&self, step: UpdateStep) {
        let position = UpdateStep::ALL.iter().position(|it| *it == step);
        let position = position.and_then(|it| u8::try_from(it + 1).ok());
        let position = position.unwrap_or(0);
        if self.last.swap(position, Ordering::Relaxed) != position {
            (self.told)(step);
        }
    }
}

impl<M: Repository, F: Fn(UpdateStep) + Send + Sync> Repository for Told<M, F> {
    fn fetch_metadata<'a>(&'a self, name: &'a str, max_length: u64) -> FetchFuture<'a> {
        self.tell(if name.ends_with("root.json") {
            UpdateStep::Root
        } else if name == "timestamp.json" {
            UpdateStep::Timestamp
        } else if name.ends_with("snapshot.json") {
            UpdateStep::Snapshot
        } else {
            UpdateStep::Targets
        });
        self.mirror.fetch_metadata(name, max_length)
    }

    fn fetch_target<'a>(&'a self, path: &'a str, max_length: u64) -> FetchFuture<'a> {
        self.tell(UpdateStep::TrustedRoot);
        self.mirror.fetch_target(path, max_length)
    }
}
