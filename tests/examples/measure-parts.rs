//! Prints how fast the table of parts is in the real window, as figures for `docs/BENCHMARKS.md`:
//! `cargo run -p whence-tests --example measure-parts [PARTS]`, after `cargo build --workspace --bins`.
//!
//! Times are those of the page's own clock, from the question to two frames after its answer was drawn. They
//! count every road between: the bridge, the answer, drawing without a graphics card. A build that ships can be
//! measured: the example is copied beside it, into `examples`.

#[cfg(target_os = "linux")]
fn main() {
    linux::measure();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the web engine can be driven from outside on Linux only");
}

#[cfg(target_os = "linux")]
mod linux {
    use serde_json::{Value, json};
    use whence_tests::{
        app::Start,
        measure::{print_times, print_times_with_aim},
        parts_list::cyclonedx,
        webdriver::wait_for,
    };

    /// Frames that follow the screen.
    const SMOOTH: &str = "median 17 ms, p95 below 60 ms";
    /// Questions of one kind.
    const ROUNDS: usize = 11;

    /// Two frames after the page has drawn what it was asked for.
    const DRAWN: &str = "
        const frame = () => new Promise(done => requestAnimationFrame(done));
        const grid = () => document.querySelector('[role=grid]');
        const found = () => document.querySelector('.found')?.innerText ?? '';
        const until = async holds => { while (!holds()) await frame(); await frame(); await frame(); };";

    /// From the moment the index is there, which ends the line that says the list is being read, until its first
    /// rows are drawn.
    const FIRST_PAGE: &str = "
        window.firstPage = new Promise(done => {
            let read = null;
            const watch = new MutationObserver(() => {
                const reading = document.querySelector('.parts .reading');
                if (reading) read = 0;
                else if (read === 0) read = performance.now();
                if (!read || !document.querySelector('.line:not(.waiting) [role=gridcell]')) return;
                watch.disconnect();
                requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - read)));
            });
            watch.observe(document.body, { childList: true, subtree: true });
        });";

    pub(super) fn measure() {
        let parts = std::env::args()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .unwrap_or(50_000);
        let start = Start::default().drawn_straight();
        let list = start.file("list.cdx.json", cyclonedx(parts));
        let size = std::fs::metadata(&list).map_or(0, |metadata| metadata.len());
        println!("{parts} parts, {:.1} MB", size as f64 / 1e6);
        let app = start.app();
        app.page.execute(FIRST_PAGE, &[]);
        app.open(&list);
        wait_for("the table", || {
            let there = app
                .page
                .execute("return document.querySelectorAll('.line').length > 3", &[]);
            (there == true).then_some(())
        });
        let ask = |script: &str, arguments: &[Value]| {
            app.page
                .execute_async(&format!("{DRAWN}{script}"), arguments)
                .unwrap_or_default()
        };
        let first = app
            .page
            .execute_async("return [await window.firstPage];", &[]);
        print_times_with_aim(
            "the first page, from the end of indexing until it is drawn",
            "below 500 ms",
            &first.unwrap_or_default(),
        );
        let page = "const query = { text: '', filters: [], sort: null, group: null, open: [] };
            const times = [];
            for (let round = 0; round < arguments[0]; round += 1) {
                const begun = performance.now();
                await window.__TAURI_INTERNALS__.invoke('parts_page', { document: 1, query: { ...query, open: [round] }, first: 0 });
                times.push(performance.now() - begun);
            }
            return times;";
        print_times(
            "a page of 200 rows over the bridge",
            &ask(page, &[json!(ROUNDS)]),
        );
        // Each question is another one: the program keeps what the last one found.
        let answered = |change: &str| {
            page.replace(
                "{ ...query, open: [round] }",
                &format!("{{ ...query, {change} }}"),
            )
        };
        print_times_with_aim(
            "a search until its answer is there",
            "a filter below 30 ms",
            &ask(&answered("text: String(1000 + round)"), &[json!(ROUNDS)]),
        );
        print_times_with_aim(
            "a filter by licence until its answer is there",
            "below 30 ms",
            &ask(
                &answered("filters: [{ by: 'licence', value: round % 5 }]"),
                &[json!(ROUNDS)],
            ),
        );
        let sorted = "sort: { column: ['name', 'version', 'used-by'][round % 3], descending: round % 2 === 1 }";
        print_times_with_aim(
            "a sort until its answer is there",
            "below 100 ms",
            &ask(&answered(sorted), &[json!(ROUNDS)]),
        );
        let filter = "const field = document.querySelector('input[type=search]');
            const times = [];
            for (let round = 0; round < arguments[0]; round += 1) {
                for (const text of [String(1000 + round), '']) {
                    const before = found();
                    field.value = text;
                    const begun = performance.now();
                    field.dispatchEvent(new Event('input', { bubbles: true }));
                    await until(() => found() !== before);
                    if (text) times.push(performance.now() - begun);
                }
            }
            return times;";
        print_times(
            "a search until it is drawn, the pause for typing included",
            &ask(filter, &[json!(ROUNDS)]),
        );
        let sort = "const times = [];
            for (let round = 0; round < arguments[0]; round += 1) {
                const heading = [...document.querySelectorAll('[role=columnheader]')][round % 2];
                const before = grid().querySelector('.line').innerText + heading.getAttribute('aria-sort');
                const begun = performance.now();
                heading.click();
                await until(() => grid().querySelector('.line').innerText + heading.getAttribute('aria-sort') !== before);
                times.push(performance.now() - begun);
            }
            return times;";
        print_times_with_aim(
            "a sort until it is drawn",
            "below 100 ms",
            &ask(sort, &[json!(ROUNDS)]),
        );
        let rest = "const times = []; let last = await frame();
            for (let step = 0; step < 60; step += 1) {
                const now = await frame();
                times.push(now - last);
                last = now;
            }
            return times;";
        print_times("a frame of the page at rest", &ask(rest, &[]));
        let scroll = "const times = []; let last = await frame();
            const end = grid().scrollHeight;
            for (let step = 0; step < 120; step += 1) {
                grid().scrollTop = end * (step % 120) / 120;
                const now = await frame();
                times.push(now - last);
                last = now;
            }
            return times.slice(5);";
        let before = app.processor_time();
        let times = ask(scroll, &[]);
        let used = app.processor_time() - before;
        print_times_with_aim("a frame while scrolling, 120 steps", SMOOTH, &times);
        println!("{} ms of processor for each of them", used / 120);
        let wheel = scroll.replace(
            "grid().scrollTop = end * (step % 120) / 120",
            "grid().scrollTop += 90",
        );
        let before = app.processor_time();
        let times = ask(&wheel, &[]);
        let used = app.processor_time() - before;
        print_times_with_aim(
            "a frame while scrolling by the wheel, 120 steps of three rows",
            SMOOTH,
            &times,
        );
        println!("{} ms of processor for each of them", used / 120);
        let nodes = app.page.execute(
            "return document.querySelectorAll('[role=grid] *').length",
            &[],
        );
        println!(
            "{nodes} elements are in the table; the program held at most {} MiB",
            app.peak_memory()
        );
    }
}
