//! How the window looks: what a person can set of it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// What a person set of how the window looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Appearance {
    /// Colours.
    pub theme: Theme,
    /// Space between things.
    pub density: Density,
    /// Size of letters, and with them of everything.
    pub text_size: TextSize,
}

impl Appearance {
    /// The same with what a change names.
    #[must_use]
    pub fn with(self, change: AppearanceChange) -> Self {
        Self {
            theme: change.theme.unwrap_or(self.theme),
            density: change.density.unwrap_or(self.density),
            text_size: change.text_size.unwrap_or(self.text_size),
        }
    }

    /// For the page.
    pub fn view(self) -> AppearanceView {
        AppearanceView {
            theme: self.theme,
            density: self.density,
            text_size: self.text_size,
            text_sizes: TextSize::STEPS.to_vec(),
        }
    }
}

/// Colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Space between the things of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub enum Density {
    /// Room around everything.
    #[default]
    Comfortable,
    /// More rows at once.
    Compact,
}

/// Size of letters, percent of the usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, type = "number"))]
pub struct TextSize(u32);

impl TextSize {
    /// What can be set. Below, letters cannot be read; above, a window of usual size has no room for a table.
    pub const PERCENT: RangeInclusive<u32> = 80..=200;

    /// Sizes that are proposed, each clearly another one than that before.
    pub const STEPS: [Self; 9] = [
        Self(80),
        Self(90),
        Self(100),
        Self(110),
        Self(120),
        Self(135),
        Self(150),
        Self(175),
        Self(200),
    ];

    /// The same as a factor.
    pub fn factor(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Default for TextSize {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u32> for TextSize {
    type Error = &'static str;

    fn try_from(percent: u32) -> Result<Self, Self::Error> {
        let known = Self::PERCENT.contains(&percent);
        known.then_some(Self(percent)).ok_or("no such text size")
    }
}

impl From<TextSize> for u32 {
    fn from(size: TextSize) -> Self {
        size.0
    }
}

/// What is to look otherwise from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, optional_fields))]
pub struct AppearanceChange {
    /// Colours.
    pub theme: Option<Theme>,
    /// Space between things.
    pub density: Option<Density>,
    /// Size of letters.
    pub text_size: Option<TextSize>,
}

/// How the window looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct AppearanceView {
    /// Colours.
    pub theme: Theme,
    /// Space between things.
    pub density: Density,
    /// Size of letters, percent.
    pub text_size: TextSize,
    /// Sizes that can be chosen, smallest first.
    pub text_sizes: Vec<TextSize>,
}
