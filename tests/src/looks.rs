//! Whether everybody can read a page: rules of accessibility, and what is cut off.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{app::App, webdriver::wait_for};

/// Puts the rules into the page.
pub fn bring_rules(app: &App) {
    let rules = fs::read_to_string(ui("node_modules/axe-core/axe.min.js"))
        .expect("the rules are installed");
    app.page.execute(&rules, &[]);
}

/// Rules of WCAG 2.2 level AA and good practice that the page breaks now.
#[must_use]
pub fn broken_rules(app: &App, place: &str) -> Vec<String> {
    let run = "const results = await axe.run(document, { resultTypes: ['violations'] });
        return results.violations.flatMap(rule =>
            rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))";
    let found: Value = app.page.execute_async(run, &[]).expect("the rules run");
    named(&found, place)
}

/// What reaches beyond the window, unless something around it scrolls by itself; and text in one line
/// that is longer than its box.
#[must_use]
pub fn cut_off(app: &App, place: &str) -> Vec<String> {
    named(&app.page.execute(CUT_OFF, &[]), place)
}

/// What is higher than its box and so lies over what follows.
#[must_use]
pub fn runs_over(app: &App, place: &str) -> Vec<String> {
    named(&app.page.execute(RUNS_OVER, &[]), place)
}

/// What can be pressed and is drawn with fewer than 24 pixels in height, unless it is a word within a sentence or
/// inside something larger that does the same.
#[must_use]
pub fn too_small(app: &App, place: &str) -> Vec<String> {
    named(&app.page.execute(TOO_SMALL, &[]), place)
}

/// Makes the page this wide, in CSS pixels, with letters of this size (`100%`).
pub fn resize(app: &App, width: u32, letters: &str) {
    app.page.resize(width, 760);
    wait_for("the width", || {
        (app.page.execute("return innerWidth", &[]) == width).then_some(())
    });
    app.page.execute(
        "document.documentElement.style.fontSize = arguments[0]",
        &[json!(letters)],
    );
}

/// Makes the page as it is on every run: no focus, at its top, every time the same.
pub fn still(app: &App, times: &str) {
    let still = "for (const time of document.querySelectorAll(arguments[0])) time.textContent = '1 Jan 2026, 00:00:00 UTC';
        document.activeElement?.blur();
        scrollTo(0, 0)";
    app.page.execute(still, &[json!(times)]);
}

const CUT_OFF: &str = "
    const width = document.documentElement.clientWidth;
    const scrolls = it => it && (getComputedStyle(it).overflowX === 'auto' || scrolls(it.parentElement));
    const found = [];
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const it of document.querySelectorAll('body *')) {
        if (!it.checkVisibility() || it.closest('.visually-hidden, .skip, svg') || scrolls(it)) continue;
        const box = it.getBoundingClientRect();
        if (box.width > 0 && box.right > width + 1) found.push(`beyond the edge: ${it.outerHTML.slice(0, 120)}`);
        if (['hidden', 'clip'].includes(getComputedStyle(it).overflowX) && it.scrollWidth > it.clientWidth + 1)
            found.push(`cut off: ${it.outerHTML.slice(0, 120)}`);
    }
    return found.slice(0, 8);";

const RUNS_OVER: &str = "
    const found = [];
    for (const it of document.querySelectorAll('main label, main fieldset, main section, main li')) {
        if (!it.checkVisibility() || it.closest('.visually-hidden') || getComputedStyle(it).overflowY !== 'visible') continue;
        const over = it.scrollHeight - it.clientHeight;
        if (it.clientHeight > 0 && over > 4) found.push(`${over} too high: ${it.outerHTML.slice(0, 120)}`);
    }
    return found.slice(0, 8);";

const TOO_SMALL: &str = "
    const drawn = Number(getComputedStyle(document.documentElement).getPropertyValue('--text-size'));
    const found = [];
    for (const it of document.querySelectorAll('button, select, input, summary, a[href], [role=tab], [role=treeitem], [role=row][data-row]')) {
        if (!it.checkVisibility() || it.closest('.visually-hidden, .skip') || getComputedStyle(it).display === 'inline') continue;
        const box = (it.matches('input[type=radio], input[type=checkbox]') ? it.closest('label') ?? it : it).getBoundingClientRect();
        if (box.height * drawn < 23.9) found.push(`${box.height * drawn} high: ${it.outerHTML.slice(0, 120)}`);
    }
    return found.slice(0, 8);";

fn named(found: &Value, place: &str) -> Vec<String> {
    let found = found.as_array().expect("a list").iter();
    found
        .map(|it| format!("{place}: {}", it.as_str().unwrap_or_default()))
        .collect()
}

fn ui(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../ui")
        .join(path)
}
