//! The real program in its real window, with its own screen and folders.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use serde_json::json;
use tempfile::TempDir;

use crate::{
    notices::Notices,
    webdriver::{Session, wait_for},
    xdnd::{self, Ending},
    xvfb::Screen,
};

/// The light or the dark theme of the desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark letters on a light ground.
    Light,
    /// Light letters on a dark ground.
    Dark,
}

/// How the program is started.
pub struct Start {
    theme: Theme,
    size: (u32, u32),
    arguments: Vec<String>,
    has_bus: bool,
    violates: bool,
    straight: bool,
    home: TempDir,
}

/// A running program; it, its driver, its bus and its screen end when dropped, and its folders go.
pub struct App {
    /// Its page.
    pub page: Session,
    start: Start,
    bus: Option<Bus>,
    _driver: Driver,
    screen: Screen,
}

impl Default for Start {
    fn default() -> Self {
        let home = TempDir::with_prefix("whence-").expect("a folder for the test");
        Self {
            theme: Theme::Light,
            size: (980, 760),
            arguments: Vec::new(),
            has_bus: false,
            violates: false,
            straight: false,
            home,
        }
    }
}

impl Start {
    /// The desktop has this theme.
    #[must_use]
    pub fn theme(self, theme: Theme) -> Self {
        Self { theme, ..self }
    }

    /// The window has this size, in CSS pixels.
    #[must_use]
    pub fn size(self, width: u32, height: u32) -> Self {
        Self {
            size: (width, height),
            ..self
        }
    }

    /// The program gets these arguments.
    #[must_use]
    pub fn arguments<A: ToString>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter().map(|it| it.to_string()).collect();
        Self { arguments, ..self }
    }

    /// There is a session bus, by which a second start finds the first.
    #[must_use]
    pub fn with_bus(self) -> Self {
        Self {
            has_bus: true,
            ..self
        }
    }

    /// The test violates the content policy on purpose. Without this, a violation fails every test.
    #[must_use]
    pub fn violating(self) -> Self {
        Self {
            violates: true,
            ..self
        }
    }

    /// The page is drawn straight into the window, as the program has it done where there is no graphics card. The
    /// driver then waits in vain for some pictures (`WebKitWebDriver` of 2.50), so that only tests without any ask for
    /// it; all others have the page drawn as with a card, which is what most people see.
    #[must_use]
    pub fn drawn_straight(self) -> Self {
        Self {
            straight: true,
            ..self
        }
    }

    /// The home folder of the program, empty but for settings of the toolkit. Tests put files here.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Keeps `bytes` under a name in the home folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    /// Checks are made with this trusted root (JSON), as if the person had chosen it.
    #[must_use]
    pub fn trusted_root(self, json: &[u8]) -> Self {
        let path = self.file("trusted_root.json", json);
        let settings = format!("schema = 1\ntrusted-root = {:?}\n", path.to_string_lossy());
        self.file(".config/whence/settings.toml", settings);
        self
    }

    /// The trusted identity list has this text.
    #[must_use]
    pub fn list(self, text: &str) -> Self {
        self.file(".config/whence/identities.toml", text);
        self
    }

    /// Starts the program and waits until its page has loaded.
    ///
    /// # Panics
    /// When something that is needed is not installed or the program was not built.
    #[must_use]
    pub fn app(self) -> App {
        let binary = binary("whence-window");
        self.write_desktop_settings();
        let screen = Screen::start();
        let bus = self.has_bus.then(|| Bus::start(self.home()));
        let mut environment = self.environment(&screen.display(), bus.as_ref());
        environment.push(("TAURI_WEBVIEW_AUTOMATION".to_owned(), "true".to_owned()));
        let (driver, page) = self.driven(&binary, &environment);
        page.resize(self.size.0, self.size.1);
        let loaded = "await new Promise(done => {
            if (document.readyState === 'complete') done();
            else addEventListener('load', done);
        })";
        page.execute_async(loaded, &[]).expect("the page loads");
        App {
            page,
            start: self,
            bus,
            _driver: driver,
            screen,
        }
    }

    /// The program and who drives it. The driver finds a port free and tells the program to listen there; when another
    /// was faster the two never meet, and both are begun anew.
    fn driven(&self, binary: &Path, environment: &[(String, String)]) -> (Driver, Session) {
        for _ in 0..3 {
            let driver = Driver::start(environment, self.home());
            match Session::start(&driver.address, &binary.to_string_lossy(), &self.arguments) {
                Ok(page) => return (driver, page),
                Err(_) if driver.lost_its_port() => {}
                Err(error) => panic!("the driver could not start the program: {error}"),
            }
        }
        panic!("the ports were taken by others three times")
    }

    /// The file through which GTK, and by it the page, learns theme and stillness.
    fn write_desktop_settings(&self) {
        let folder = self.home().join(".config/gtk-3.0");
        let dark = u8::from(self.theme == Theme::Dark);
        let settings = format!(
            "[Settings]\ngtk-enable-animations=0\ngtk-application-prefer-dark-theme={dark}\n\
             gtk-font-name=DejaVu Sans 10\n"
        );
        fs::create_dir_all(&folder).expect("a folder for settings");
        fs::write(folder.join("settings.ini"), settings).expect("settings");
    }

    /// Nothing of the person who runs the tests but the search path for programs.
    fn environment(&self, display: &str, bus: Option<&Bus>) -> Vec<(String, String)> {
        let home = |folder: &str| self.home().join(folder).to_string_lossy().into_owned();
        let runtime = self.home().join("run");
        fs::create_dir_all(&runtime).expect("a folder for sockets");
        let mut environment = vec![
            ("PATH", env::var("PATH").expect("a search path")),
            ("DISPLAY", display.to_owned()),
            ("GDK_BACKEND", "x11".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("HOME", home("")),
            ("XDG_CONFIG_HOME", home(".config")),
            ("XDG_DATA_HOME", home(".local/share")),
            ("XDG_CACHE_HOME", home(".cache")),
            ("XDG_STATE_HOME", home(".local/state")),
            ("XDG_RUNTIME_DIR", home("run")),
        ];
        if !self.straight {
            environment.push(("WEBKIT_DISABLE_COMPOSITING_MODE", "0".to_owned()));
        }
        environment.extend(bus.map(|bus| ("DBUS_SESSION_BUS_ADDRESS", bus.address.clone())));
        environment
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

impl App {
    /// The home folder of the program.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.start.home()
    }

    /// A place for notices of the desktop. Needs [`Start::with_bus`].
    #[must_use]
    pub fn notices(&self) -> Notices {
        Notices::on(&self.bus.as_ref().expect("a session bus").address)
    }

    /// The value of `DISPLAY` for tools that look at the window from outside.
    #[must_use]
    pub fn display(&self) -> String {
        self.screen.display()
    }

    /// Drops files on the window as a file manager does.
    pub fn drop_files(&self, paths: &[&Path]) {
        let addresses: Vec<_> = paths.iter().map(|path| file_address(path)).collect();
        self.drop_addresses(&addresses);
    }

    /// Drops addresses of any kind, already escaped.
    pub fn drop_addresses(&self, addresses: &[String]) {
        self.drag_addresses(addresses, || {}, Ending::Drop);
    }

    /// Holds addresses over the window, calls `held_over`, then ends the drag.
    pub fn drag_addresses(&self, addresses: &[String], held_over: impl FnOnce(), ending: Ending) {
        xdnd::drag(&self.display(), "Whence", addresses, held_over, ending)
            .expect("the window takes the drag");
    }

    /// Ends the program and keeps its folders, to start it once more.
    #[must_use]
    pub fn end(mut self) -> Start {
        std::mem::take(&mut self.start)
    }

    /// Asks the window to close, as the button of its frame does.
    pub fn ask_to_close(&self) {
        xdnd::ask_to_close(&self.display(), "Whence").expect("the window is there");
    }

    /// Writes a path into the system's file dialog that the page just asked for, and confirms.
    ///
    /// # Panics
    /// When no dialog comes up or `xdotool` is not installed.
    pub fn answer_file_dialog(&self, path: &Path) {
        let tool = |arguments: &[&str]| {
            let output = Command::new("xdotool")
                .args(arguments)
                .env("DISPLAY", self.display())
                .output();
            let output = output.unwrap_or_else(|error| {
                panic!("xdotool is needed for this test (`tests/x setup` installs it): {error}")
            });
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        let search = [
            "search",
            "--onlyvisible",
            "--name",
            "^(Open|Save|Select) (File|Folder)$",
        ];
        let dialog = wait_for("the file dialog", || {
            Some(tool(&search)).filter(|it| !it.is_empty())
        });
        tool(&["windowfocus", "--sync", &dialog]);
        if tool(&["getwindowname", &dialog]).starts_with("Save") {
            // All of the proposed name; the dialog itself selects it without its extension.
            tool(&["key", "ctrl+a"]);
        }
        // The dialog opens its line for the path at the first letter, and completes behind our back.
        tool(&["type", "--delay", "20", &path.to_string_lossy()]);
        thread::sleep(Duration::from_millis(500));
        tool(&["key", "Return"]);
        wait_for("the file dialog to close", || {
            tool(&search).is_empty().then_some(())
        });
    }

    /// Starts the program once more in `folder`, with these arguments, and waits until it ends.
    #[must_use]
    pub fn start_again(&self, folder: &Path, arguments: &[&str]) -> ExitStatus {
        Command::new(binary("whence-window"))
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(self.start.environment(&self.display(), self.bus.as_ref()))
            .status()
            .expect("the program starts")
    }

    /// Types a path into the field of the first screen and confirms.
    pub fn open(&self, path: &Path) {
        self.open_text(&path.to_string_lossy());
    }

    /// Types into the field of the first screen and confirms.
    pub fn open_text(&self, text: &str) {
        self.page.press_button("Home");
        let field = self.page.find("form input");
        self.page
            .execute("document.querySelector('form input').select()", &[]);
        field.type_text(text);
        self.page.press("\u{E007}");
    }

    /// The number of the process, as soon as it runs.
    #[must_use]
    pub fn process(&self) -> u32 {
        let program = binary("whence-window");
        let home = format!("HOME={}", self.home().display());
        let is_ours = |number: &u32| {
            let folder = PathBuf::from(format!("/proc/{number}"));
            let environment = fs::read(folder.join("environ")).unwrap_or_default();
            fs::read_link(folder.join("exe")).is_ok_and(|exe| exe == program)
                && environment
                    .split(|byte| *byte == 0)
                    .any(|one| one.strip_suffix(b"/").unwrap_or(one) == home.as_bytes())
        };
        let processes = fs::read_dir("/proc").expect("processes").flatten();
        let mut numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers.find(is_ours).expect("the program runs")
    }

    /// The most memory the program held so far, in MiB.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.process())).expect("a status");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .expect("a peak");
        let kibibytes: u64 = line
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .expect("a number");
        kibibytes / 1024
    }

    /// Milliseconds of processor that the program and those it started have used, by the clock of the system,
    /// which ticks a hundred times a second. Says more than time on a busy machine.
    #[must_use]
    pub fn processor_time(&self) -> u64 {
        self.processor_times().values().sum()
    }

    /// The same by the names of the programs.
    #[must_use]
    pub fn processor_times(&self) -> BTreeMap<String, u64> {
        /// Name, process, the one that started it, ticks.
        fn of(folder: &Path) -> Option<(String, u32, u32, u64)> {
            let stat = fs::read_to_string(folder.join("stat")).ok()?;
            // The name in brackets may hold anything.
            let (head, rest) = stat.rsplit_once(')')?;
            let (number, name) = head.split_once(" (")?;
            let fields: Vec<&str> = rest.split_whitespace().collect();
            let field = |at: usize| fields.get(at)?.parse::<u64>().ok();
            let parent = u32::try_from(field(1)?).ok()?;
            let ticks = field(11)? + field(12)?;
            Some((name.to_owned(), number.parse().ok()?, parent, ticks))
        }
        let processes = fs::read_dir("/proc").expect("processes").flatten();
        let all: Vec<_> = processes.filter_map(|entry| of(&entry.path())).collect();
        let mut ours = vec![self.process()];
        loop {
            let known = ours.len();
            let started = all
                .iter()
                .filter(|(_, number, parent, _)| ours.contains(parent) && !ours.contains(number))
                .map(|(_, number, ..)| *number)
                .collect::<Vec<_>>();
            ours.extend(started);
            if ours.len() == known {
                break;
            }
        }
        let mut times = BTreeMap::new();
        for (name, number, _, ticks) in all {
            if ours.contains(&number) {
                *times.entry(name).or_default() += ticks * 10;
            }
        }
        times
    }

    /// Asks the program from the page, past everything the page would do itself.
    ///
    /// # Errors
    /// What the program answered instead.
    pub fn invoke(
        &self,
        command: &str,
        arguments: serde_json::Value,
    ) -> Result<serde_json::Value, String> {
        let ask = "return await window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])";
        self.page.execute_async(ask, &[json!(command), arguments])
    }

    /// What the page tried against its content security policy since it began to load. Only a debug
    /// build of the program collects it.
    #[must_use]
    pub fn policy_violations(&self) -> Vec<String> {
        let violations = self.page.execute("return window.policyViolations", &[]);
        serde_json::from_value(violations).expect("a debug build collects violations")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // A release build is measured, and collects none.
        let collects = !folder_of_programs().ends_with("release");
        if !thread::panicking() && !self.start.violates && collects {
            assert_eq!(self.policy_violations(), [] as [String; 0]);
        }
    }
}

/// The folder for everything that is built.
///
/// # Panics
/// When the test does not lie where cargo puts it, `target/PROFILE/deps/`.
#[must_use]
pub fn target_folder() -> PathBuf {
    folder_of_programs().parent().expect("target").to_path_buf()
}

fn folder_of_programs() -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    test.parent()
        .and_then(Path::parent)
        .expect("target/PROFILE/deps")
        .to_path_buf()
}

/// A program of this workspace.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    let path = folder_of_programs().join(name);
    assert!(
        path.exists(),
        "{} is missing; first: cargo build --workspace --bins",
        path.display()
    );
    path
}

/// The address of a file, escaped.
#[must_use]
pub fn file_address(path: &Path) -> String {
    let escaped = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|&byte| match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        });
    format!("file://{}", escaped.collect::<String>())
}

/// `WebKitWebDriver` and what it started.
struct Driver {
    process: Child,
    address: String,
    /// What it and the program complain about; shown when the test fails.
    complaints: PathBuf,
}

impl Driver {
    fn start(environment: &[(String, String)], home: &Path) -> Self {
        // Between finding a port free and listening on it, no other test of this process may find the same.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let mut driver = Self::on_a_free_port(environment, home);
            let listens = wait_for("the driver to listen", || {
                // It ends when the port was taken meanwhile.
                if driver.process.try_wait().expect("a process").is_some() {
                    return Some(false);
                }
                TcpStream::connect(driver.address.trim_start_matches("http://"))
                    .is_ok()
                    .then_some(true)
            });
            if listens {
                return driver;
            }
        }
    }

    fn on_a_free_port(environment: &[(String, String)], home: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port();
        let complaints = home.join("complaints");
        let process = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env_clear()
            .envs(environment.iter().cloned())
            // A group of its own, so that the window ends with it even after a failed test.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&complaints).expect("a file for complaints"))
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "WebKitWebDriver is needed for this test (`tests/x setup` installs it): {error}"
                )
            });
        Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
            complaints,
        }
    }

    /// Whether the program complained that it cannot listen where the driver looks for it.
    fn lost_its_port(&self) -> bool {
        let complaints = fs::read_to_string(&self.complaints).unwrap_or_default();
        complaints.contains("Failed to start remote inspector server")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("kill -KILL -{}", self.process.id());
        let _ = Command::new("sh").args(["-c", &group]).status();
        let _ = self.process.wait();
        if thread::panicking() {
            eprintln!(
                "{}",
                fs::read_to_string(&self.complaints).unwrap_or_default()
            );
        }
    }
}

/// A session bus that nobody else uses.
struct Bus {
    process: Child,
    address: String,
}

impl Bus {
    fn start(home: &Path) -> Self {
        let mut process = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .arg(format!(
                "--address=unix:path={}",
                home.join("bus").display()
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("dbus-daemon is needed for this test (`tests/x setup` installs it): {error}")
            });
        let stdout = process.stdout.take().expect("stdout was piped");
        let mut address = String::new();
        BufReader::new(stdout)
            .read_line(&mut address)
            .expect("the bus tells its address");
        Self {
            process,
            address: address.trim().to_owned(),
        }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
