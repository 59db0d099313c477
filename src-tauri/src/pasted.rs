//! Compares a result with a digest that came from elsewhere.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tauri::State;
use whence_app::{
    intake::Stopped,
    pasted::{PastedAnswer, compare},
};

use crate::{
    answer::{Answer, apart, cancelled, error},
    program::{Program, lock},
};

type Shared<'a> = State<'a, Arc<Program>>;

/// Compares a result with the digest in a text. An earlier comparison that still reads its file is stopped.
#[tauri::command]
pub(crate) async fn compare_pasted(
    program: Shared<'_>,
    result: u32,
    text: String,
) -> Answer<PastedAnswer> {
    let program = Arc::clone(&program);
    apart(move || {
        let checked = program.checked(result)?;
        let cancel: Arc<AtomicBool> = Arc::default();
        std::mem::replace(&mut *lock(&program.comparing), Arc::clone(&cancel))
            .store(true, Ordering::Relaxed);
        compare(&checked, &text, &cancel).map_err(|stopped| match stopped {
            Stopped::Cancelled => cancelled(),
            Stopped::Problem(_) => error("changed-since"),
        })
    })
    .await
}

/// Stops the comparison under way.
#[tauri::command]
pub(crate) fn stop_comparing(program: Shared<'_>) {
    lock(&program.comparing).store(true, Ordering::Relaxed);
}
