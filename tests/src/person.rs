//! Somebody at the window: presses real buttons with a real pointer, and counts how often.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::cell::Cell;

use serde_json::json;

use crate::webdriver::{Session, wait_for};

/// A person with a pointer and a keyboard.
pub struct Person<'a> {
    page: &'a Session,
    presses: Cell<u32>,
}

impl<'a> Person<'a> {
    /// Somebody who has not pressed anything yet.
    #[must_use]
    pub fn at(page: &'a Session) -> Self {
        Self {
            page,
            presses: Cell::new(0),
        }
    }

    /// How often something was pressed or chosen; typing does not count.
    #[must_use]
    pub fn presses(&self) -> u32 {
        self.presses.get()
    }

    /// Counts a press that was made past this, such as that of a key.
    pub fn pressed(&self) {
        self.presses.set(self.presses.get() + 1);
    }

    /// Presses the button, tab or heading to unfold that has exactly this name.
    pub fn press(&self, name: &str) {
        self.click(
            &format!("something to press called {name:?}"),
            "[...document.querySelectorAll('button, summary, [role=tab]')].find(it =>
                (it.getAttribute('aria-label') ?? it.innerText).replace(/\\s+/g, ' ').trim() === arguments[0] && !it.disabled && it.checkVisibility())",
            name,
        );
    }

    /// Chooses the radio button or ticks the box whose label begins like this.
    pub fn choose(&self, label: &str) {
        self.click(
            &format!("something to choose called {label:?}"),
            "[...document.querySelectorAll('input[type=radio], input[type=checkbox]')].find(it =>
                (it.getAttribute('aria-label') ?? it.closest('label').innerText).trim().startsWith(arguments[0]) && !it.disabled)",
            label,
        );
    }

    /// Presses what a selector finds first.
    pub fn press_first(&self, selector: &str) {
        self.click(selector, "document.querySelector(arguments[0])", selector);
    }

    /// Types into the field with this label, in place of what is there.
    pub fn type_into(&self, label: &str, text: &str) {
        let field = "const label = [...document.querySelectorAll('label[for]')].find(it => it.innerText.trim() === arguments[0]);
            const field = label && document.getElementById(label.htmlFor);
            if (!field) return false;
            field.focus();
            field.select?.();
            field.setAttribute('data-typed', '');
            return true;";
        wait_for(&format!("a field called {label:?}"), || {
            (self.page.execute(field, &[json!(label)]) == true).then_some(())
        });
        self.page.find("[data-typed]").type_text(text);
        self.page.execute(
            "document.querySelector('[data-typed]').removeAttribute('data-typed')",
            &[],
        );
    }

    fn click(&self, what: &str, find: &str, name: &str) {
        let mark = format!(
            "const it = {find}; if (!it) return false; it.setAttribute('data-pressed', ''); return true;"
        );
        wait_for(what, || {
            (self.page.execute(&mark, &[json!(name)]) == true).then_some(())
        });
        self.page.find("[data-pressed]").click();
        // It may be gone by now.
        self.page.execute(
            "document.querySelector('[data-pressed]')?.removeAttribute('data-pressed')",
            &[],
        );
        self.pressed();
    }
}
