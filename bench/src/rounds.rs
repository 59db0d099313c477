//! Runs several ways of doing one thing in turns.

use std::{sync::OnceLock, time::Duration, time::Instant};

/// One of the things compared.
pub struct Variant<'a> {
    name: String,
    run: Box<dyn FnMut() + 'a>,
}

impl<'a> Variant<'a> {
    /// `run` does it once.
    pub fn new(name: impl Into<String>, run: impl FnMut() + 'a) -> Self {
        Self {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// What one variant took.
#[derive(Debug, Clone)]
pub struct Times {
    /// Name of the variant.
    pub name: String,
    /// By the wall clock.
    pub wall: Series,
    /// Processor time.
    pub processor: Series,
}

/// One time of each round.
#[derive(Debug, Clone, Default)]
pub struct Series(Vec<Duration>);

impl Series {
    /// The median.
    pub fn median(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[sorted.len() / 2]
    }

    /// Median of the ratios, each of one round: how many times as long as `other` this took.
    pub fn ratio_to(&self, other: &Series) -> f64 {
        let mut ratios: Vec<f64> = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(own, other)| own.as_secs_f64() / other.as_secs_f64())
            .collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

/// Runs each variant `batch` times in each round, the first of a round being another one each time.
/// `processor` gives the processor time spent so far. One more round warms up and is not counted.
pub fn interleave<const COUNT: usize>(
    variants: &mut [Variant<'_>; COUNT],
    rounds: usize,
    batch: u32,
    processor: fn() -> Duration,
) -> [Times; COUNT] {
    let mut times = variants.each_ref().map(|variant| Times {
        name: variant.name.clone(),
        wall: Series::default(),
        processor: Series::default(),
    });
    for round in 0..=rounds {
        for turn in 0..COUNT {
            let at = (round + turn) % COUNT;
            let (wall_before, processor_before) = (wall_time(), processor());
            for _ in 0..batch {
                (variants[at].run)();
            }
            let (processor_after, wall_after) = (processor(), wall_time());
            if round > 0 {
                let spent = processor_after - processor_before;
                times[at].processor.0.push(spent / batch);
                times[at].wall.0.push((wall_after - wall_before) / batch);
            }
        }
    }
    times
}

/// Processor time of this thread, which other programs disturb less than the wall clock.
#[cfg(unix)]
pub fn thread_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .expect("a clock of the thread")
        .into()
}

/// Processor time of the processes started here that have ended.
#[cfg(unix)]
pub fn children_time() -> Duration {
    use nix::sys::{
        resource::{UsageWho, getrusage},
        time::TimeValLike,
    };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the children's usage");
    [usage.user_time(), usage.system_time()]
        .into_iter()
        .map(|time| Duration::from_micros(time.num_microseconds().unsigned_abs()))
        .sum()
}

/// Where the system does not tell, the wall clock has to do.
#[cfg(not(unix))]
pub use wall_time as thread_time;

/// Where the system does not tell, the wall clock has to do.
#[cfg(not(unix))]
pub use wall_time as children_time;

/// Processor time of this thread and of the processes it started.
pub fn thread_and_children_time() -> Duration {
    thread_time() + children_time()
}

/// The wall clock.
pub fn wall_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
