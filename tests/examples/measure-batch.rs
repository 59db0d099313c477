//! Prints how the window fares with a folder of many files, as figures for `docs/BENCHMARKS.md`:
//! `cargo run -p whence-tests --example measure-batch [FILES]`, after `cargo build --workspace --bins`.
//!
//! Keys are pressed from outside while the files are checked. How long the page takes to hear of one is the
//! difference between its own clock and the time the window system gave the key.

#[cfg(target_os = "linux")]
fn main() {
    linux::measure();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the web engine can be driven from outside on Linux only");
}

#[cfg(target_os = "linux")]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "measurement: what cannot be measured must stop the run"
)]
mod linux {
    use std::{
        fs::{self, File},
        thread,
        time::{Duration, Instant},
    };

    use whence_tests::{
        app::{App, Start},
        download::record,
        measure::print_times,
        webdriver::wait_for,
    };

    /// From the drop on, by the page's clock: when the first row was drawn, when keys were heard and two frames
    /// later drawn, and how long the longest pause between two frames was.
    const WATCH: &str = "
        window.measured = { begun: performance.now(), first: null, done: null, heard: [], drawn: [], frames: [] };
        let last = performance.now();
        const frame = now => {
            const it = window.measured;
            it.frames.push(now - last);
            last = now;
            if (it.first === null && document.querySelector('[role=grid] .line [role=gridcell]')) it.first = performance.now() - it.begun;
            if (it.done === null) requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
        addEventListener('keydown', event => {
            const it = window.measured;
            it.heard.push(performance.now() - event.timeStamp);
            requestAnimationFrame(() => requestAnimationFrame(() => it.drawn.push(performance.now() - event.timeStamp)));
        }, true);";

    pub(super) fn measure() {
        let files: usize = std::env::args()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .unwrap_or(10_000);
        let start = Start::default().minted();
        let minted = record();
        for number in 0..files {
            let name = format!("many/tool-{number:05}.bin");
            start.file(&name, &minted.artifact);
            start.file(&format!("{name}.sigstore.json"), &minted.bundle_json);
        }
        let folder = start.home().join("many");
        let image = start.home().join("disk.img");
        File::create(&image).unwrap().set_len(20 << 30).unwrap();
        let load = || fs::read_to_string("/proc/loadavg").unwrap_or_default();
        println!("{files} signed files, load {}", load().trim());
        let app = start.app();
        app.page.execute(WATCH, &[]);
        let before = resident(&app);
        let begun = Instant::now();
        app.page
            .execute("window.measured.begun = performance.now()", &[]);
        app.drop_files(&[&folder]);
        let mut memory = Vec::new();
        while app
            .page
            .execute("return document.querySelector('.took') !== null", &[])
            != true
        {
            app.page.press("\u{E015}");
            memory.push(resident(&app));
            thread::sleep(Duration::from_millis(20));
        }
        let took = begun.elapsed();
        let told = app.page.text(".took");
        let measured = app
            .page
            .execute("window.measured.done = true; return window.measured", &[]);
        println!(
            "{} · {told} · {:.0} files a second",
            app.page.text(".sum"),
            files as f64 / took.as_secs_f64()
        );
        println!(
            "first row drawn after {:.0} ms",
            measured["first"].as_f64().unwrap_or(f64::NAN)
        );
        print_times("a key until the page hears of it", &measured["heard"]);
        print_times("a key until it is drawn", &measured["drawn"]);
        print_times("a frame meanwhile", &measured["frames"]);
        println!(
            "memory: {before} MiB before, {} MiB at a quarter, {} MiB at most",
            memory.get(memory.len() / 4).copied().unwrap_or(0),
            memory.iter().max().copied().unwrap_or(0)
        );

        app.open(&image);
        app.page.wait_for_text(" of 21.5 GB");
        thread::sleep(Duration::from_millis(1_500));
        println!(
            "20 GiB: {}",
            app.page.text("[aria-current=step]").replace('\n', " ")
        );
        let cancel = "const begun = performance.now();
            [...document.querySelectorAll('button')].find(it => it.innerText === 'Cancel').click();
            while (document.querySelector('main progress')) await new Promise(done => requestAnimationFrame(done));
            return performance.now() - begun";
        let stopped = app.page.execute_async(cancel, &[]).expect("it stops");
        println!(
            "20 GiB alone: stopped after {:.0} ms",
            stopped.as_f64().unwrap_or(f64::NAN)
        );
        fs::create_dir(app.home().join("disks")).unwrap();
        fs::rename(&image, app.home().join("disks/disk.img")).unwrap();
        app.page.press_button("Home");
        app.open(&app.home().join("disks"));
        app.page.wait_for_text(" of 21.5 GB");
        thread::sleep(Duration::from_millis(1_500));
        println!(
            "20 GiB in a folder: {}",
            app.page.text(".progress").replace('\n', " ")
        );
        let stop = cancel.replace("'Cancel'", "'Stop'");
        let stopped = app.page.execute_async(&stop, &[]).expect("it stops");
        println!(
            "20 GiB in a folder: stopped after {:.0} ms",
            stopped.as_f64().unwrap_or(f64::NAN)
        );
        println!("load {}", load().trim());
        wait_for("the end", || {
            (app.page.execute(
                "return document.querySelector('main progress') === null",
                &[],
            ) == true)
                .then_some(())
        });
    }

    /// Memory of the program at this moment, in MiB.
    fn resident(app: &App) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", app.process())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes =
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kibibytes.unwrap_or(0) / 1024
    }
}
