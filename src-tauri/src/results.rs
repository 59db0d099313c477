//! What checks came to, kept for the tabs, the exact bytes and checking again.

use std::{collections::VecDeque, sync::Arc};

use whence_app::{Checked, Input, present, view::ResultView};

/// More results than anybody opens.
const MOST: usize = 512;
/// Bytes of evidence that are kept for all of them together.
const MOST_BYTES: usize = 256 << 20;
/// What a parsed bundle takes, in sizes of its text.
const PARSED: usize = 2;

/// The latest results, oldest first. Numbers count up and are never reused.
#[derive(Default)]
pub(crate) struct Results {
    kept: VecDeque<(u32, Kept)>,
    last: u32,
}

/// One result and what led to it.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) checked: Arc<Checked>,
    pub(crate) inputs: Arc<[Input]>,
    /// Which state of the list it was decided with.
    pub(crate) generation: u64,
    bytes: usize,
}

impl Results {
    /// Numbers and keeps a result, and forgets old ones that no longer have room.
    pub(crate) fn keep(
        &mut self,
        checked: Checked,
        inputs: &Arc<[Input]>,
        generation: u64,
    ) -> ResultView {
        self.last += 1;
        let view = present::result_view(&checked, self.last);
        let bytes = checked
            .pieces
            .iter()
            .map(|piece| piece.piece.bytes.len())
            .sum::<usize>()
            * (1 + PARSED);
        let kept = Kept {
            checked: Arc::new(checked),
            inputs: Arc::clone(inputs),
            generation,
            bytes,
        };
        self.kept.push_back((self.last, kept));
        while self.kept.len() > MOST || (self.kept.len() > 1 && self.bytes() > MOST_BYTES) {
            self.kept.pop_front();
        }
        view
    }

    /// All results of one drop that are still kept.
    pub(crate) fn of_drop(&self, inputs: &Arc<[Input]>) -> Vec<Arc<Checked>> {
        let same = |kept: &&Kept| Arc::ptr_eq(&kept.inputs, inputs);
        let kept = self.kept.iter().map(|(_, kept)| kept).filter(same);
        kept.map(|kept| Arc::clone(&kept.checked)).collect()
    }

    /// The same result, decided with another list.
    pub(crate) fn decided_again(&mut self, result: u32, checked: &Arc<Checked>, generation: u64) {
        let found = self.kept.iter_mut().find(|(number, _)| *number == result);
        if let Some((_, kept)) = found {
            kept.checked = Arc::clone(checked);
            kept.generation = generation;
        }
    }

    pub(crate) fn find(&self, result: u32) -> Option<Kept> {
        let position = self
            .kept
            .binary_search_by_key(&result, |(number, _)| *number)
            .ok()?;
        self.kept.get(position).map(|(_, kept)| kept.clone())
    }

    fn bytes(&self) -> usize {
        self.kept.iter().map(|(_, kept)| kept.bytes).sum()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::atomic::AtomicBool;

    use whence_app::{Checker, check::Against, settings::TrustData};
    use whence_evidence::UnixTime;

    use super::*;

    /// A check of evidence of this size.
    fn checked(size: usize) -> Checked {
        let checker = Checker {
            trust: TrustData::load(None),
            list: Arc::default(),
            list_problem: None,
            key: None,
            against: Against::OwnList,
            past: None,
            registries: None,
            platform: None,
        };
        let mut text = br#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#.to_vec();
        text.resize(text.len() + size, b' ');
        let inputs = [Input::Bytes(text)];
        let never = AtomicBool::new(false);
        checker
            .check(&inputs, &[], UnixTime::from_seconds(0), &mut |_| (), &never)
            .unwrap()
            .remove(0)
    }

    #[test]
    fn old_results_make_room() {
        let mut results = Results::default();
        let inputs: Arc<[Input]> = Arc::from([]);
        for _ in 0..MOST + 2 {
            results.keep(checked(0), &inputs, 0);
        }
        assert!(results.find(2).is_none() && results.find(3).is_some());
        assert_eq!(results.kept.len(), MOST);
        for _ in 0..4 {
            results.keep(checked(30 << 20), &inputs, 0);
        }
        assert_eq!(results.kept.len(), 2);
        assert!(results.find(results.last).is_some());
    }
}
