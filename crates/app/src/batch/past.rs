use std::sync::{Arc, OnceLock};

use whence_identity::KnownSigners;
use whence_verdict::Sighting;

use crate::history::{Earlier, Past};

/// Earlier checks as they were when a batch began. Which of its files is checked first is chance, and must
/// not decide what is said of the others.
#[derive(Debug)]
pub(super) struct Still {
    past: Arc<dyn Past>,
    latest: OnceLock<u64>,
    known: OnceLock<Arc<KnownSigners>>,
}

impl Still {
    pub(super) fn of(past: Arc<dyn Past>) -> Arc<dyn Past> {
        Arc::new(Self {
            past,
            latest: OnceLock::new(),
            known: OnceLock::new(),
        })
    }
}

impl Past for Still {
    fn earlier(&self, products: &[&str], now: &Sighting, until: Option<u64>) -> Earlier {
        // No check of the batch is recorded before its first has been here.
        let latest = *self
            .latest
            .get_or_init(|| self.past.earlier(products, now, None).latest);
        let until = until.map_or(latest, |until| until.min(latest));
        if until == 0 {
            // Nothing is earlier than the first check of all.
            return Earlier::default();
        }
        self.past.earlier(products, now, Some(until))
    }

    fn known_signers(&self) -> Arc<KnownSigners> {
        let known = self.known.get_or_init(|| self.past.known_signers());
        Arc::clone(known)
    }
}
