//! Figures of the examples that measure the window.

use serde_json::Value;

/// Prints what these times come to, in milliseconds.
pub fn print_times(what: &str, times: &Value) {
    let mut times: Vec<f64> = times
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| {
        let place = (times.len() * share / 100).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or(f64::NAN)
    };
    println!(
        "{what}: median {:.0} ms, p95 {:.0} ms, most {:.0} ms ({} times)",
        at(50),
        at(95),
        at(100),
        times.len()
    );
}
