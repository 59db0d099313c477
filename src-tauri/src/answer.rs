//! What a command answers when it cannot do what was asked, and the edge at which panics end.

use whence_app::view::{CommandError, Message};

/// The answer of a command.
pub(crate) type Answer<T> = Result<T, CommandError>;

/// An error whose message has the name of its code.
pub(crate) fn error(code: &str) -> CommandError {
    told(code, Message::new(format!("command-{code}")))
}

/// An error with words of another room.
pub(crate) fn told(code: &str, message: Message) -> CommandError {
    CommandError {
        code: code.to_owned(),
        message,
    }
}

/// The person decided otherwise.
pub(crate) fn cancelled() -> CommandError {
    error("cancelled")
}

/// Does work on a thread of its own, so that the window stays alive while it takes long and when it
/// panics: a defect of this program must look like *could not check* and never like a verdict.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let done = tauri::async_runtime::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(error("bug")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::panic, reason = "that is what is tested")]
    fn a_panic_is_an_answer() {
        let answer =
            tauri::async_runtime::block_on(apart(|| -> Answer<()> { panic!("on purpose") }));
        assert_eq!(answer, Err(error("bug")));
    }
}
