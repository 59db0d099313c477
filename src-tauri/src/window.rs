//! The one window: what it may load, and what reaches it from outside.

use std::sync::{Arc, atomic::Ordering};

use tauri::{
    DragDropEvent, LogicalSize, Manager, Url, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent, webview::NewWindowResponse,
};

use whence_app::appearance::TextSize;

use crate::{program::Program, queue::Happening};

/// Builds the window of `tauri.conf.json`. Its page can go nowhere, open nothing and download nothing.
pub(crate) fn open(app: &tauri::App) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        let window = WebviewWindowBuilder::from_config(app, config)?
            .on_navigation(is_our_own_page)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false);
        #[cfg(target_os = "linux")]
        let window = without_network(window)?;
        #[cfg(debug_assertions)]
        let window = window.initialization_script(COLLECT_VIOLATIONS);
        let window = window.build()?;
        enlarge(&window, app.state::<Arc<Program>>().text_size());
    }
    Ok(())
}

/// Draws the page larger or smaller. By the engine, so that widths the page asks about follow as well; and the
/// window never becomes so narrow that the page would have less room than it is made for.
pub(crate) fn enlarge(window: &WebviewWindow, size: TextSize) {
    // What is refused leaves letters of the usual size, which can be read.
    let _ = window.set_zoom(size.factor());
    let windows = &window.config().app.windows;
    let config = windows.iter().find(|it| it.label == window.label());
    let least = config.and_then(|it| it.min_width.zip(it.min_height));
    let least = least.map(|(width, height)| LogicalSize::new(width * size.factor(), height));
    let _ = window.set_min_size(least);
}

/// Sends whatever the web engine connects to into a closed port. WebKitGTK greets the host of a link
/// that is followed before it asks whether the link may be followed, and no policy of the page stops it.
#[cfg(target_os = "linux")]
fn without_network<'a, M: Manager<tauri::Wry>>(
    window: WebviewWindowBuilder<'a, tauri::Wry, M>,
) -> tauri::Result<WebviewWindowBuilder<'a, tauri::Wry, M>> {
    let nowhere = Url::parse("socks5://127.0.0.1:9").map_err(tauri::Error::InvalidUrl)?;
    Ok(window.proxy_url(nowhere))
}

/// For the tests, which come too late to hear what the page violates while it loads.
#[cfg(debug_assertions)]
const COLLECT_VIOLATIONS: &str = "
    window.policyViolations = [];
    addEventListener('securitypolicyviolation', event =>
        window.policyViolations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}`));
";

/// Brings the window to the person, after a second start handed over its files.
pub(crate) fn raise(app: &tauri::AppHandle) {
    for window in app.webview_windows().values() {
        // A window system may refuse this; the files are shown all the same.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Files held over the window and dropped on it, and the return of the person to it.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    if matches!(event, WindowEvent::Focused(true)) {
        let program = window.state::<Arc<Program>>();
        program.watched_results.look_again();
        program.look_at_trust_data();
    }
    if let WindowEvent::CloseRequested { api, .. } = event {
        let program = window.state::<Arc<Program>>();
        // Who asks twice means it, or has a page that does not answer.
        if program.queue.is_busy() && !program.close_asked.swap(true, Ordering::Relaxed) {
            api.prevent_close();
            program.queue.tell(Happening::CloseAsked);
        }
    }
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let queue = &window.state::<Arc<Program>>().queue;
    match event {
        DragDropEvent::Enter { .. } => queue.tell(Happening::DragEntered),
        DragDropEvent::Leave => queue.tell(Happening::DragLeft),
        DragDropEvent::Drop { paths, .. } => {
            queue.tell(Happening::DragLeft);
            // The web engine's glue hands over any address as if it were a path.
            if !queue.push_paths(paths.iter().cloned()) {
                queue.tell(Happening::DropRefused);
            }
        }
        _ => {}
    }
}

/// `tauri://localhost`, which Windows spells `http://tauri.localhost`; in a debug build also the
/// development server, when the program was started with one.
fn is_our_own_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str(), url.port()) {
        ("tauri", Some("localhost"), None) => cfg!(not(windows)),
        ("http" | "https", Some("tauri.localhost"), None) => cfg!(windows),
        ("http", Some("localhost"), Some(5173)) => tauri::is_dev(),
        _ => false,
    }
}

#[cfg(all(test, not(windows)))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_page_stays_where_it_is() {
        let allowed = |url: &str| is_our_own_page(&url.parse().unwrap());
        assert!(allowed("tauri://localhost/index.html"));
        for elsewhere in [
            "https://example.org/",
            "http://tauri.localhost/",
            "http://localhost/",
            "file:///etc/hostname",
            "data:text/html,x",
            "tauri://localhost.example.org/",
            "tauri://localhost:81/",
            "about:blank",
        ] {
            assert!(!allowed(elsewhere), "{elsewhere}");
        }
    }
}
