//! Figures of the examples that measure the window.

use serde_json::Value;

/// Prints what these times come to, in milliseconds. The clock of a page ticks once in a millisecond, so that the
/// mean says more of short times than the median does.
pub fn print_times(what: &str, times: &Value) {
    print_times_with_aim(what, "", times);
}

/// The same with what is aimed at.
pub fn print_times_with_aim(what: &str, aim: &str, times: &Value) {
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
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let aim = if aim.is_empty() {
        String::new()
    } else {
        format!("; aim: {aim}")
    };
    println!(
        "{what}: median {:.0} ms, mean {mean:.1} ms, p95 {:.0} ms, most {:.0} ms ({} times){aim}",
        at(50),
        at(95),
        at(100),
        times.len()
    );
}
