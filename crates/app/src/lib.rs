//! Use cases and the view model: what happens to a dropped file, and what is shown of it.
