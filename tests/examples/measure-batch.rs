//! Prints how the window fares with a folder of many files, as figures for `docs/BENCHMARKS.md`:
//! `cargo run -p whence-tests --example measure-batch [FILES]`, after `cargo build --workspace --bins`.
//!
//! The folder is dropped twice. The first time nobody touches the window, and its pace is set beside that of the
//! command and of the bare engine over the same files. The second time keys are pressed from outside while the files
//! are checked, and compared with the first time. How long the page takes to hear of one is the difference between
//! its own clock and the time the window system gave the key.

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
        path::Path,
        process::{Command, Stdio},
        sync::atomic::{AtomicUsize, Ordering},
        thread,
        time::{Duration, Instant},
    };

    use whence_testkit::Scenario;
    use whence_tests::{
        app::{App, Start, binary, file_address},
        measure::print_times,
        webdriver::wait_for,
        xdnd::Ending,
    };

    /// How often a key is pressed: as one repeats that is held down.
    const KEY_EVERY: Duration = Duration::from_millis(40);
    /// Moves down in the table, or scrolls the page.
    const ARROW_DOWN: &str = "\u{E015}";

    /// From the drop on, by the page's clock: when the first row was drawn and when all was done. With the argument
    /// also when keys were heard and two frames later drawn, and how long the pauses between frames were; drawing each
    /// frame for that takes processor time from the checks.
    const WATCH: &str = "
        const it = { begun: performance.now(), first: null, done: null, heard: [], drawn: [], frames: [] };
        window.measured = it;
        const running = () => document.querySelector('main progress') !== null;
        const since = () => performance.now() - it.begun;
        let seen = false;
        const look = () => {
            seen ||= running();
            if (seen && it.first === null && document.querySelector('[role=grid] .line [role=gridcell]')) {
                it.first = 0;
                requestAnimationFrame(() => requestAnimationFrame(() => (it.first = since())));
            }
            if (!seen || running() || !document.querySelector('.took')) return;
            it.done = since();
            observer.disconnect();
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true });
        if (!arguments[0]) return;
        let last = performance.now();
        const frame = now => {
            it.frames.push(now - last);
            last = now;
            if (it.done === null) requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
        addEventListener('keydown', event => {
            if (it.done !== null) return;
            it.heard.push(performance.now() - event.timeStamp);
            requestAnimationFrame(() => requestAnimationFrame(() => it.drawn.push(performance.now() - event.timeStamp)));
        }, true);";

    pub(super) fn measure() {
        let files: usize = std::env::args()
            .nth(1)
            .and_then(|number| number.parse().ok())
            .unwrap_or(10_000);
        let start = Start::default().drawn_straight().minted();
        let folder = start.home().join("many");
        mint(&folder, files);
        let image = start.home().join("disk.img");
        File::create(&image).unwrap().set_len(20 << 30).unwrap();
        println!("{files} signed files, load {}", load());
        let app = start.app();
        print_others(&app, &folder, files);
        for (what, keys) in [
            ("untouched", false),
            ("keys pressed, compared with before", true),
        ] {
            println!("\nthe window, {what}:");
            measure_drop(&app, &folder, files, keys);
            app.page.press_button("Home");
        }
        print_others(&app, &folder, files);

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
        println!("load {}", load());
        wait_for("the end", || {
            (app.page.execute(
                "return document.querySelector('main progress') === null",
                &[],
            ) == true)
                .then_some(())
        });
    }

    /// Writes signed files of all shapes, each with its bundle, as versions of one product: the longest way for what
    /// compares them with earlier checks.
    fn mint(folder: &Path, files: usize) {
        fs::create_dir(folder).unwrap();
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= files {
                    return;
                }
                let minted = Scenario::distinct(number).1.mint();
                let file = folder.join(format!("tool-{number:05}.bin"));
                fs::write(&file, minted.artifact).unwrap();
                fs::write(
                    file.with_added_extension("sigstore.json"),
                    minted.bundle_json,
                )
                .unwrap();
            }
        };
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        });
    }

    /// Drops the folder and prints what was measured until all was checked.
    fn measure_drop(app: &App, folder: &Path, files: usize, keys: bool) {
        app.page.execute(WATCH, &[keys.into()]);
        let before = resident(app);
        let used = app.processor_times();
        // The clock runs from the moment the button is let go, not from the way the folder is carried here.
        let begin = || {
            drop(
                app.page
                    .execute("window.measured.begun = performance.now()", &[]),
            )
        };
        app.drag_addresses(&[file_address(folder)], begin, Ending::Drop);
        let mut memory = Vec::new();
        let done = "return window.measured.done";
        loop {
            memory.push(resident(app));
            if keys {
                app.page.press(ARROW_DOWN);
                thread::sleep(KEY_EVERY);
            } else {
                thread::sleep(10 * KEY_EVERY);
            }
            // Asking takes processor time from what is measured.
            if (!keys || memory.len() % 10 == 0) && app.page.execute(done, &[]).is_number() {
                break;
            }
        }
        for (name, now) in app.processor_times() {
            let more = now - used.get(&name).copied().unwrap_or(0);
            println!(
                "{name}: {} microseconds of processor for each",
                more * 1_000 / files as u64
            );
        }
        let measured = app.page.execute("return window.measured", &[]);
        let took = measured["done"].as_f64().unwrap();
        println!(
            "{} · {} · {:.0} files a second",
            app.page.text(".sum"),
            app.page.text(".took"),
            files as f64 / took * 1e3
        );
        println!(
            "first row drawn after {:.0} ms",
            measured["first"].as_f64().unwrap_or(f64::NAN)
        );
        if keys {
            print_times("a key until the page hears of it", &measured["heard"]);
            print_times("a key until it is drawn", &measured["drawn"]);
            print_times("a frame meanwhile", &measured["frames"]);
        }
        println!(
            "memory: {before} MiB before, {} MiB at a quarter, {} MiB at most",
            memory.get(memory.len() / 4).copied().unwrap_or(0),
            memory.iter().max().copied().unwrap_or(0)
        );
    }

    /// Prints how fast the command and the bare engine are with the same files, without a window.
    fn print_others(app: &App, folder: &Path, files: usize) {
        let home = app.home();
        let minted = Scenario::distinct(0).1.mint();
        let root = home.join("trusted_root.json");
        let own = home.join(".config/whence/identities.toml");
        let list: String = (0..files)
            .map(|number| {
                let file = folder.join(format!("tool-{number:05}.bin"));
                let bundle = file.with_added_extension("sigstore.json");
                format!(
                    "{}\t{}\t{}\t{}\n",
                    bundle.display(),
                    minted.identity,
                    minted.issuer,
                    file.display()
                )
            })
            .collect();
        let list_file = home.join("list.txt");
        fs::write(&list_file, list).unwrap();
        let mut check = Command::new(binary("whence"));
        check
            .arg("check")
            .arg("--trusted-root")
            .arg(&root)
            .arg("--list")
            .arg(own)
            .arg(folder);
        let mut engine = Command::new(binary("whence-conformance"));
        engine
            .args(["batch", "--trusted-root"])
            .arg(&root)
            .arg(list_file);
        for (name, program) in [
            ("whence check", &mut check),
            ("whence-conformance batch", &mut engine),
        ] {
            let (begun, used) = (Instant::now(), of_children());
            let run = program
                .env("HOME", home.join("elsewhere"))
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            assert!(run.status().unwrap().code().is_some());
            println!(
                "{name}: {:.0} files a second, {} microseconds of processor for each",
                files as f64 / begun.elapsed().as_secs_f64(),
                (of_children() - used) * 1_000 / files as u64
            );
        }
    }

    /// Milliseconds of processor of the programs that ended.
    fn of_children() -> u64 {
        let stat = fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .unwrap()
            .1
            .split_whitespace()
            .collect();
        let ticks = |at: usize| fields[at].parse::<u64>().unwrap() * 10;
        ticks(13) + ticks(14)
    }

    fn load() -> String {
        fs::read_to_string("/proc/loadavg")
            .unwrap_or_default()
            .trim()
            .to_owned()
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
