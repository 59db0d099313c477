use whence_display::DisplayText;
use whence_evidence::UnixTime;

use crate::view::{Arg, Message};

impl Message {
    /// A sentence without values.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            args: Default::default(),
        }
    }

    /// The same sentence with one value more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// The same sentence with a selector: one of our own kebab-case codes.
    #[must_use]
    pub fn select(self, name: &str, code: &str) -> Self {
        self.with(name, Arg::Code(code.to_owned()))
    }
}

impl From<DisplayText> for Arg {
    fn from(text: DisplayText) -> Self {
        Self::Text(text)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Words(Box::new(message))
    }
}

impl From<UnixTime> for Arg {
    fn from(time: UnixTime) -> Self {
        Self::Time(time.milliseconds())
    }
}
