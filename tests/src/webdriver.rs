//! The part of W3C WebDriver that these tests need, spoken straight to `WebKitWebDriver`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use ureq::Agent;

/// How long anything in the page may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The key under which WebDriver hides the name of an element (W3C WebDriver §12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running page. Every method panics when the driver refuses: there is nothing a test could do.
pub struct Session {
    agent: Agent,
    address: String,
}

/// An element of the page, valid until the page redraws it.
pub struct Element<'page> {
    page: &'page Session,
    name: String,
}

impl Session {
    /// Asks the driver at `driver` (an `http://…` address) to start the program at `binary`.
    ///
    /// # Errors
    /// When the driver does not answer, most often because the program and the driver did not find each other.
    pub fn start(driver: &str, binary: &str, arguments: &[String]) -> Result<Self, ureq::Error> {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        wait_for("the driver to listen", || {
            agent.get(format!("{driver}/status")).call().ok()
        });
        let options = json!({ "binary": binary, "args": arguments });
        let capabilities = json!({ "alwaysMatch": { "webkitgtk:browserOptions": options } });
        let answer = agent
            .post(format!("{driver}/session"))
            .send_json(json!({ "capabilities": capabilities }))?;
        let session = value_of("session", answer);
        let id = session.get("sessionId").and_then(Value::as_str);
        let id = id.expect("a session has an id");
        let address = format!("{driver}/session/{id}");
        Ok(Self { agent, address })
    }

    /// The first element that fits a CSS selector, as soon as there is one.
    #[must_use]
    pub fn find(&self, selector: &str) -> Element<'_> {
        wait_for(&format!("an element {selector}"), || {
            self.find_all(selector).into_iter().next()
        })
    }

    /// All elements that fit a CSS selector right now.
    #[must_use]
    pub fn find_all(&self, selector: &str) -> Vec<Element<'_>> {
        let found = self.send(
            "elements",
            &json!({ "using": "css selector", "value": selector }),
        );
        let found = found.as_array().into_iter().flatten();
        found
            .filter_map(|element| element.get(ELEMENT)?.as_str())
            .map(|name| Element {
                page: self,
                name: name.to_owned(),
            })
            .collect()
    }

    /// Waits until the visible text of the page contains `text`.
    pub fn wait_for_text(&self, text: &str) {
        let mut seen = String::new();
        let body = || self.execute("return document.body.innerText", &[]);
        let found = within(PATIENCE, || {
            seen = body().as_str().unwrap_or_default().to_owned();
            seen.contains(text).then_some(())
        });
        assert!(
            found.is_some(),
            "the page never showed {text:?}; it shows:\n{seen}"
        );
    }

    /// Runs the body of a function in the page and returns its result.
    pub fn execute(&self, script: &str, arguments: &[Value]) -> Value {
        self.send(
            "execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Runs the body of an async function in the page; its result, or what it threw as `Err`.
    ///
    /// # Errors
    /// What the function threw, as text.
    pub fn execute_async(&self, script: &str, arguments: &[Value]) -> Result<Value, String> {
        let script = format!(
            "const answer = arguments[arguments.length - 1];
             (async function () {{ {script} }}).apply(null, arguments)
                 .then(held => answer({{ held }}), thrown => answer({{ thrown: String(thrown) }}));"
        );
        let answer = self.send(
            "execute/async",
            &json!({ "script": script, "args": arguments }),
        );
        match answer.get("thrown").and_then(Value::as_str) {
            Some(thrown) => Err(thrown.to_owned()),
            None => Ok(answer.get("held").cloned().unwrap_or_default()),
        }
    }

    /// Presses and releases keys, one after the other, wherever the focus is. Special keys are the
    /// private-use characters of W3C WebDriver §17.4.2, for example `\u{E004}` for Tab.
    pub fn press(&self, keys: &str) {
        let actions: Vec<_> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
            })
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.send("actions", &json!({ "actions": [keyboard] }));
    }

    /// Presses a key while others are held, such as `\u{E009}` (Control) and `o`.
    pub fn chord(&self, held: &[char], key: char) {
        let one = |kind: &str, key: char| json!({ "type": kind, "value": key.to_string() });
        let down = held.iter().map(|key| one("keyDown", *key));
        let up = held.iter().rev().map(|key| one("keyUp", *key));
        let actions: Vec<_> = down
            .chain([one("keyDown", key), one("keyUp", key)])
            .chain(up)
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.send("actions", &json!({ "actions": [keyboard] }));
    }

    /// The text of the first element that fits, as soon as there is one; white space as one space.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        let script = "const it = document.querySelector(arguments[0]); return it && it.innerText";
        let text = wait_for(&format!("an element {selector}"), || {
            self.execute(script, &[json!(selector)])
                .as_str()
                .map(str::to_owned)
        });
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The button with exactly this name, as soon as there is one that can be pressed.
    pub fn press_button(&self, name: &str) {
        let script = "const named = it => (it.getAttribute('aria-label') ?? it.innerText).trim() === arguments[0];
            const button = [...document.querySelectorAll('button, summary, [role=tab]')]
                .find(it => named(it) && !it.disabled && it.checkVisibility());
            if (!button) return false;
            button.click();
            return true;";
        wait_for(&format!("a button {name:?}"), || {
            (self.execute(script, &[json!(name)]) == true).then_some(())
        });
    }

    /// Makes the window this large, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        self.send("window/rect", &json!({ "width": width, "height": height }));
    }

    /// The page as PNG.
    ///
    /// # Panics
    /// When the driver refuses.
    #[must_use]
    pub fn screenshot(&self) -> Vec<u8> {
        // What was changed a moment ago is drawn in the next frame.
        let drawn =
            "for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)";
        self.execute_async(drawn, &[]).expect("frames");
        let encoded = self.fetch("screenshot");
        decode_base64(encoded.as_str().expect("a screenshot is text"))
    }

    /// Ends the program. Done when dropped too; a test that looks at what was written calls it itself.
    pub fn end(&self) {
        let _ = self.agent.delete(&self.address).call();
    }

    fn send(&self, path: &str, body: &Value) -> Value {
        let request = self.agent.post(format!("{}/{path}", self.address));
        value_of(path, request.send_json(body).expect(path))
    }

    fn fetch(&self, path: &str) -> Value {
        let request = self.agent.get(format!("{}/{path}", self.address));
        value_of(path, request.call().expect(path))
    }
}

/// What the driver answered; a refusal ends the test.
fn value_of(path: &str, mut response: ureq::http::Response<ureq::Body>) -> Value {
    let body: Value = response
        .body_mut()
        .with_config()
        .limit(1 << 28)
        .read_json()
        .expect("an answer in JSON");
    let value = body.get("value").cloned().unwrap_or_default();
    assert!(response.status().is_success(), "{path}: {value}");
    value
}

impl Drop for Session {
    fn drop(&mut self) {
        self.end();
    }
}

impl Element<'_> {
    /// The text as the person sees it.
    #[must_use]
    pub fn text(&self) -> String {
        self.text_of("text")
    }

    /// The role that assistive technology is told.
    #[must_use]
    pub fn role(&self) -> String {
        self.text_of("computedrole")
    }

    /// The name that assistive technology is told.
    #[must_use]
    pub fn label(&self) -> String {
        self.text_of("computedlabel")
    }

    /// Clicks its middle.
    pub fn click(&self) {
        self.page
            .send(&format!("element/{}/click", self.name), &json!({}));
    }

    /// Types into it.
    pub fn type_text(&self, text: &str) {
        self.page.send(
            &format!("element/{}/value", self.name),
            &json!({ "text": text }),
        );
    }

    fn text_of(&self, property: &str) -> String {
        let value = self
            .page
            .fetch(&format!("element/{}/{property}", self.name));
        value.as_str().unwrap_or_default().to_owned()
    }
}

/// Asks again and again until there is an answer.
///
/// # Panics
/// After [`PATIENCE`], naming `what` never came.
pub fn wait_for<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, ask).unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain for {what}"))
}

/// The answer, if it comes before `patience` ends.
pub fn within<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        match ask() {
            None if start.elapsed() < patience => sleep(Duration::from_millis(30)),
            answer => return answer,
        }
    }
}

/// RFC 4648 §4, from a source we trust: whatever is not in the alphabet is skipped.
fn decode_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}
