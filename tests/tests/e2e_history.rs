//! What changes after a verdict, and what differs from earlier ones, in the real window.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::fs;

use serde_json::{Value, json};
use whence_tests::{
    app::{App, Start},
    webdriver::wait_for,
};

/// What the program answers the page, by the page's own way of asking.
fn asked(app: &App, command: &str, arguments: &Value) -> Value {
    let ask = "window.answer = undefined;
        window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
            .then(value => { window.answer = { value } }, error => { window.answer = { error } });";
    app.page.execute(ask, &[json!(command), arguments.clone()]);
    let answer = wait_for("an answer", || {
        let answer = app.page.execute("return window.answer ?? null", &[]);
        (!answer.is_null()).then_some(answer)
    });
    assert_eq!(answer.get("error"), None, "{command}");
    answer["value"].clone()
}

fn history(app: &App) -> Value {
    let query = json!({ "query": { "text": "", "state": null, "first": 0 } });
    asked(app, "history", &query)
}

#[test]
fn a_result_is_withdrawn_when_its_file_or_its_signature_changes() {
    let start = Start::default().minted();
    let download = start.download("listed");
    let app = start.app();
    app.drop_files(&[&download.file]);
    app.page.wait_for_text("who is on your list");
    assert_eq!(asked(&app, "changed_results", &json!({})), json!([]));

    let changed = |count: usize| {
        wait_for("the change", || {
            let changed = asked(&app, "changed_results", &json!({}));
            let changed = changed.as_array().unwrap().clone();
            (changed.len() == count).then_some(changed)
        })
    };
    fs::write(&download.file, b"something else\n").unwrap();
    assert_eq!(changed(1)[0]["change"], "content");

    app.drop_files(&[&download.file]);
    app.page
        .wait_for_text("The signature does not match this file.");
    fs::remove_file(&download.bundle).unwrap();
    assert_eq!(changed(2)[1]["change"], "evidence");
}

#[test]
fn another_signer_of_the_next_version_is_noted_and_kept_beside_the_one_before() {
    let start = Start::default().minted();
    let first = start.download("listed");
    let second = start.successor(true);
    let app = start.app();
    app.drop_files(&[&first.file]);
    app.page.wait_for_text("who is on your list");
    wait_for("the first check in the history", || {
        (history(&app)["allChecks"] == 1).then_some(())
    });
    app.drop_files(&[&second.file]);
    app.page.wait_for_text("Earlier versions were signed by");

    let view = wait_for("the second check in the history", || {
        let view = history(&app);
        (view["allChecks"] == 2).then_some(view)
    });
    let group = &view["groups"][0];
    assert_eq!(
        (group["total"].as_u64(), view["totalGroups"].as_u64()),
        (Some(2), Some(1))
    );
    let (after, before) = (&group["rows"][0], &group["rows"][1]);
    assert_eq!(after["notes"][0]["code"], "signer-changed");
    assert_eq!(after["compareWith"], before["check"]);
    let sides = json!({ "before": before["check"], "after": after["check"] });
    let compared = asked(&app, "compare_checks", &sides);
    assert_eq!(compared["rows"][0]["same"], false);

    // What was forgotten is no base any more, and comes back when asked.
    let forgotten = asked(&app, "forget", &json!({ "what": { "kind": "everything" } }));
    assert_eq!(
        (&forgotten["checks"], history(&app)["allChecks"].as_u64()),
        (&json!(2), Some(0))
    );
    asked(&app, "undo_forget", &json!({ "undo": forgotten["undo"] }));
    assert_eq!(history(&app)["allChecks"], 2);
}
