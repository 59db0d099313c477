//! Runs several ways of doing one thing in turns.

use std::time::Duration;

/// One of the things compared.
pub struct Variant<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
}

impl<'a> Variant<'a> {
    /// `run` does it once.
    pub fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        Self {
            name,
            run: Box::new(run),
        }
    }
}

/// The times of one variant, one of each round.
#[derive(Debug, Clone)]
pub struct Times {
    /// Name of the variant.
    pub name: &'static str,
    rounds: Vec<Duration>,
}

impl Times {
    /// The median.
    pub fn median(&self) -> Duration {
        let mut sorted = self.rounds.clone();
        sorted.sort();
        sorted[sorted.len() / 2]
    }

    /// Median of the ratios, each of one round: how many times as long as `other` this took.
    pub fn ratio_to(&self, other: &Times) -> f64 {
        let mut ratios: Vec<f64> = self
            .rounds
            .iter()
            .zip(&other.rounds)
            .map(|(own, other)| own.as_secs_f64() / other.as_secs_f64())
            .collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

/// Runs each variant `batch` times in each round, the first of a round being another one each time.
/// `clock` gives the time since some fixed point. A round of its own warms up and is not counted.
pub fn interleave(
    variants: &mut [Variant<'_>],
    rounds: usize,
    batch: u32,
    clock: fn() -> Duration,
) -> Vec<Times> {
    let mut times: Vec<Times> = variants
        .iter()
        .map(|variant| Times {
            name: variant.name,
            rounds: Vec::with_capacity(rounds),
        })
        .collect();
    let count = variants.len();
    for round in 0..=rounds {
        for turn in 0..count {
            let at = (round + turn) % count;
            let start = clock();
            for _ in 0..batch {
                (variants[at].run)();
            }
            let spent = (clock() - start) / batch;
            if round > 0 {
                times[at].rounds.push(spent);
            }
        }
    }
    times
}

/// Processor time of this thread, where the system tells it; else the wall clock.
pub fn thread_time() -> Duration {
    #[cfg(unix)]
    {
        use nix::time::{ClockId, clock_gettime};
        clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
            .expect("a clock of the thread")
            .into()
    }
    #[cfg(not(unix))]
    wall_time()
}

/// The wall clock.
pub fn wall_time() -> Duration {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
