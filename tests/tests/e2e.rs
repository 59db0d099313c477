//! The real program in its real web engine.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{io::ErrorKind, net::TcpListener};

use serde_json::{Value, json};
use whence_tests::app::Start;

#[test]
fn the_page_loads_within_its_policy() {
    let app = Start::default().app();
    assert_eq!(app.page.execute("return document.title", &[]), "Whence");
    assert_ne!(app.page.find("body").text(), "");
    assert_eq!(app.policy_violations(), [] as [String; 0]);
}

/// If this fails, the test above no longer sees anything.
#[test]
fn violations_are_noticed() {
    let app = Start::default().violating().app();
    app.page
        .execute("document.body.setAttribute('style', 'color: red')", &[]);
    let noticed = app.policy_violations();
    assert_eq!(noticed.len(), 1);
    assert!(
        noticed[0].starts_with("style-src-attr: inline"),
        "{noticed:?}"
    );
}

/// Attempts of a script that found its way into the page. Each is the body of an async function that
/// returns something when the attempt went through. `$WEB` is an address where somebody listens.
const ATTEMPTS: &[(&str, &str)] = &[
    ("innerHTML", "document.createElement('div').innerHTML = '<b>x</b>'; return 'parsed'"),
    ("insertAdjacentHTML", "document.body.insertAdjacentHTML('beforeend', '<b>x</b>'); return 'parsed'"),
    ("document.write", "document.write('<b>x</b>'); return 'written'"),
    (
        "an event handler as text",
        "const image = new Image();
         window.handled = false;
         image.setAttribute('onerror', 'window.handled = true');
         image.src = '/not-there.png';
         document.body.append(image);
         await new Promise(done => setTimeout(done, 300));
         image.remove();
         return window.handled && 'ran'",
    ),
    ("a script as text", "const it = document.createElement('script'); it.text = '0'; return 'taken'"),
    (
        "a script from the web",
        "const it = document.createElement('script'); it.src = '$WEB/x.js'; return 'taken'",
    ),
    ("another policy", "trustedTypes.createPolicy('mine', { createHTML: it => it }); return 'made'"),
    ("eval", "return eval('1 + 1')"),
    ("new Function", "return new Function('return 2')()"),
    ("a timer with text", "return setTimeout('0', 0)"),
    ("import of data", "await import('data:text/javascript,export default 1'); return 'imported'"),
    ("import from the web", "await import('$WEB/x.js'); return 'imported'"),
    (
        "a worker",
        "const address = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
         const worker = new Worker(address);
         return await new Promise((done, fail) => { worker.onmessage = done; worker.onerror = fail; })",
    ),
    ("an image from the web", "return await load('img', 'src', '$WEB/x.png')"),
    (
        "an image of data",
        "return await load('img', 'src', 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==')",
    ),
    (
        "a frame",
        "const frame = document.createElement('iframe');
         frame.src = '$WEB/frame';
         document.body.append(frame);
         await new Promise(done => setTimeout(done, 300));
         try { return frame.contentWindow.location.href === 'about:blank' ? '' : 'shown' }
         finally { frame.remove() }",
    ),
    (
        "a frame with its page inside",
        "const frame = document.createElement('iframe'); frame.srcdoc = '<p>x</p>'; return 'taken'",
    ),
    (
        "a style as attribute",
        "const it = document.createElement('p');
         it.setAttribute('style', 'position: fixed');
         document.body.append(it);
         try { return getComputedStyle(it).position === 'fixed' && 'styled' } finally { it.remove() }",
    ),
    (
        "a style as element",
        "const style = document.createElement('style');
         style.textContent = 'body { scroll-margin-top: 7px }';
         document.head.append(style);
         try { return getComputedStyle(document.body).scrollMarginTop === '7px' && 'styled' }
         finally { style.remove() }",
    ),
    (
        "a style from the web",
        "const style = document.createElement('link');
         style.rel = 'stylesheet';
         return await load(style, 'href', '$WEB/x.css')",
    ),
    ("fetch from the web", "await fetch('$WEB/x'); return 'fetched'"),
    ("fetch blindly from the web", "await fetch('$WEB/x', { mode: 'no-cors' }); return 'fetched'"),
    ("fetch of a file", "await fetch('file:///etc/hostname'); return 'fetched'"),
    ("a web socket", "return await new Promise((done, fail) => {
        const socket = new WebSocket('$WEB/x'.replace('http', 'ws'));
        socket.onopen = () => done('open');
        socket.onerror = fail;
    })"),
    (
        "a hint to connect",
        "const hint = document.createElement('link');
         hint.rel = 'preconnect';
         hint.href = '$WEB';
         document.head.append(hint);
         await new Promise(done => setTimeout(done, 300));
         hint.remove()",
    ),
    (
        "a hint to load",
        "const hint = document.createElement('link');
         hint.rel = 'prefetch';
         hint.href = '$WEB/x';
         document.head.append(hint);
         await new Promise(done => setTimeout(done, 300));
         hint.remove()",
    ),
    ("a call between browsers", "return new RTCPeerConnection() && 'made'"),
    ("a beacon", "navigator.sendBeacon('$WEB/x'); await new Promise(done => setTimeout(done, 300))"),
    (
        "a form",
        "const form = document.createElement('form');
         form.action = '$WEB/x';
         document.body.append(form);
         form.submit();
         await new Promise(done => setTimeout(done, 300));
         form.remove()",
    ),
    ("going to the web", "location.href = '$WEB/x'; await new Promise(done => setTimeout(done, 300))"),
    ("going to a file", "location.href = 'file:///etc/hostname'; await new Promise(done => setTimeout(done, 300))"),
    ("going to data", "location.href = 'data:text/html,x'; await new Promise(done => setTimeout(done, 300))"),
    (
        "going to a script",
        "window.went = false;
         location.href = 'javascript:void(window.went = true)';
         await new Promise(done => setTimeout(done, 300));
         return window.went && 'ran'",
    ),
    ("a link", "return await follow('')"),
    ("a link to a new window", "return await follow('_blank')"),
    ("a new window", "return window.open('$WEB/x') && 'opened'"),
    (
        "a download",
        "const link = document.createElement('a');
         link.href = URL.createObjectURL(new Blob(['x']));
         link.download = 'whence-was-here.txt';
         document.body.append(link);
         link.click();
         await new Promise(done => setTimeout(done, 300));
         link.remove()",
    ),
];

/// What several attempts share.
const PRELUDE: &str = "
    const load = (kind, attribute, address) => new Promise((done, fail) => {
        const it = typeof kind === 'string' ? document.createElement(kind) : kind;
        it.onload = () => done('loaded');
        it.onerror = () => fail('not loaded');
        it[attribute] = address;
        document.head.append(it);
        setTimeout(() => { it.remove(); fail('nothing came') }, 2000);
    });
    const follow = async target => {
        const link = document.createElement('a');
        link.href = '$WEB/x';
        link.target = target;
        document.body.append(link);
        link.click();
        await new Promise(done => setTimeout(done, 300));
        link.remove();
    };";

#[test]
fn a_script_in_the_page_gets_nowhere() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let web = format!("http://{}", listener.local_addr().unwrap());
    let app = Start::default().violating().app();
    let home = app
        .page
        .execute("window.mark = 'still here'; return location.href", &[]);

    let mut went_through = Vec::new();
    for (name, attempt) in ATTEMPTS {
        let script = format!("{PRELUDE}\n{attempt}").replace("$WEB", &web);
        match app.page.execute_async(&script, &[]) {
            Ok(Value::Null | Value::Bool(false)) | Err(_) => {}
            Ok(Value::String(nothing)) if nothing.is_empty() => {}
            Ok(result) => went_through.push(format!("{name}: {result}")),
        }
        let here = app.page.execute("return [window.mark, location.href]", &[]);
        assert_eq!(here, json!(["still here", home]), "{name} led away");
        match listener.accept() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Ok(_) => went_through.push(format!("{name}: reached the web")),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(went_through, [] as [String; 0]);
    assert!(!app.home().join("Downloads/whence-was-here.txt").exists());
    assert!(!app.home().join("whence-was-here.txt").exists());
}

#[test]
fn the_page_may_call_our_commands_and_nothing_else() {
    let app = Start::default().app();
    assert!(app.invoke("opened", json!({})).is_ok());
    let refused = [
        (
            "plugin:event|listen",
            json!({ "event": "tauri://drag-drop", "target": { "kind": "Any" }, "handler": 1 }),
        ),
        (
            "plugin:event|emit",
            json!({ "event": "opened", "payload": null }),
        ),
        ("plugin:window|close", json!({ "label": "main" })),
        (
            "plugin:window|create",
            json!({ "options": { "label": "other" } }),
        ),
        (
            "plugin:webview|create_webview_window",
            json!({ "options": { "label": "other" } }),
        ),
        ("plugin:webview|internal_toggle_devtools", json!({})),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
        ("plugin:app|version", json!({})),
        ("plugin:image|from_path", json!({ "path": "/etc/hostname" })),
        (
            "plugin:menu|new",
            json!({ "kind": "Menu", "options": {}, "handler": 1 }),
        ),
        ("plugin:dialog|open", json!({ "options": {} })),
        (
            "plugin:fs|read_text_file",
            json!({ "path": "/etc/hostname" }),
        ),
        (
            "plugin:shell|execute",
            json!({ "program": "true", "args": [] }),
        ),
        ("no_such_command", json!({})),
    ];
    for (command, arguments) in refused {
        let answer = app.invoke(command, arguments);
        let reason = answer.expect_err(command);
        assert!(
            reason.contains("not allowed") || reason.contains("not found"),
            "{command}: {reason}"
        );
    }
}
