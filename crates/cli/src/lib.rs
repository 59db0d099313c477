//! The whence command: the same checks and the same words without a window.
