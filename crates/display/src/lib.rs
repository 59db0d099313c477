//! Text from outside, made fit to draw: segments, flags and look-alike skeletons.
