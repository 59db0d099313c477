//! Progress at the pace of a screen, however fast it comes.

use std::{
    mem::{Discriminant, discriminant},
    time::{Duration, Instant},
};

use whence_app::view::Progress;

/// About thirty a second.
const PAUSE: Duration = Duration::from_millis(33);

/// Lets through every new step, and within a step no more than a screen can show.
pub(crate) struct Throttle<F> {
    tell: F,
    last: Option<(Discriminant<Progress>, Instant)>,
}

impl<F: FnMut(Progress)> Throttle<F> {
    pub(crate) fn new(tell: F) -> Self {
        Self { tell, last: None }
    }

    pub(crate) fn tell(&mut self, progress: Progress) {
        let step = discriminant(&progress);
        if !self
            .last
            .is_some_and(|(last, at)| last == step && at.elapsed() < PAUSE)
        {
            self.last = Some((step, Instant::now()));
            (self.tell)(progress);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_told_and_not_every_chunk() {
        let mut told = Vec::new();
        let mut throttle = Throttle::new(|progress| told.push(progress));
        throttle.tell(Progress::Looking);
        for done in 0..1000 {
            throttle.tell(Progress::Hashing { done, total: 1000 });
        }
        throttle.tell(Progress::Checking);
        assert_eq!(told.first(), Some(&Progress::Looking));
        assert_eq!(
            told.get(1),
            Some(&Progress::Hashing {
                done: 0,
                total: 1000
            })
        );
        assert_eq!(told.last(), Some(&Progress::Checking));
        assert!(told.len() < 50, "{}", told.len());
    }
}
