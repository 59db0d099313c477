//! The package registries that the person's own tools use. Whence has no address of one built in.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use url::Url;

use crate::intake;

/// A file of settings is below a few kB.
const LARGEST_FILE: u64 = 256 << 10;

/// What npm and pip are set to. Passwords are not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registries {
    /// npm's `registry`.
    pub npm: Option<String>,
    /// npm's `@scope:registry`, by scope with its sign.
    pub npm_scopes: BTreeMap<String, String>,
    /// pip's `index-url`.
    pub pip: Option<String>,
}

impl Registries {
    /// Of the person who runs the program: the environment first, as the tools have it, then their files.
    pub fn of_person() -> Self {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let path = |name: &str| env::var_os(name).map(PathBuf::from);
        let home = path("HOME").or_else(|| path("USERPROFILE"));
        let in_home = |name: &str| home.as_ref().map(|home| home.join(name));
        let mut found = Self::default();
        let npmrc = path("NPM_CONFIG_USERCONFIG")
            .or_else(|| path("npm_config_userconfig"))
            .or_else(|| in_home(".npmrc"));
        if let Some(text) = npmrc.as_deref().and_then(read) {
            found.read_npmrc(&text);
        }
        let npm = variable("npm_config_registry").or_else(|| variable("NPM_CONFIG_REGISTRY"));
        found.npm = npm.and_then(|text| address(&text)).or(found.npm);

        let config = path("XDG_CONFIG_HOME").or_else(|| in_home(".config"));
        let places = [
            path("PIP_CONFIG_FILE"),
            path("APPDATA").map(|folder| folder.join("pip/pip.ini")),
            in_home("Library/Application Support/pip/pip.conf"),
            config.map(|folder| folder.join("pip/pip.conf")),
            in_home(".pip/pip.conf"),
            Some(PathBuf::from("/etc/pip.conf")),
        ];
        let files = places
            .into_iter()
            .flatten()
            .filter_map(|place| read(&place));
        found.pip = variable("PIP_INDEX_URL")
            .and_then(|text| address(&text))
            .or_else(|| files.filter_map(|text| pip_index(&text)).next());
        found
    }

    /// The hosts of all of them, which the person means although they may stand in their own network.
    pub fn hosts(&self) -> impl Iterator<Item = String> {
        let all = self
            .npm
            .iter()
            .chain(self.npm_scopes.values())
            .chain(&self.pip);
        all.filter_map(|address| Some(Url::parse(address).ok()?.host_str()?.to_owned()))
    }

    fn read_npmrc(&mut self, text: &str) {
        for (key, value) in settings(text) {
            let Some(address) = address(value) else {
                continue;
            };
            match key.strip_suffix(":registry") {
                Some(scope) if scope.starts_with('@') => {
                    self.npm_scopes.insert(scope.to_owned(), address);
                }
                None if key == "registry" => self.npm = Some(address),
                _ => {}
            }
        }
    }

    /// The registry that npm would ask for this package.
    pub fn npm_for(&self, name: &str) -> Option<&str> {
        let scope = name.split_once('/').map(|(scope, _)| scope);
        let scoped = scope.and_then(|scope| self.npm_scopes.get(scope));
        scoped.or(self.npm.as_ref()).map(String::as_str)
    }
}

fn read(file: &Path) -> Option<String> {
    String::from_utf8(intake::read_bounded(file, LARGEST_FILE).ok()?).ok()
}

/// `key = value` lines.
fn settings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with(['#', ';', '[']))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim().trim_matches(['"', '\''])))
}

/// `index-url` of `[global]`, or of another section when that has none.
fn pip_index(text: &str) -> Option<String> {
    let found = settings(text).find(|(key, _)| matches!(*key, "index-url" | "index_url"));
    found.and_then(|(_, value)| address(value))
}

/// An address of a registry, without the name and password that may stand in it and without a slash at its
/// end.
pub(super) fn address(text: &str) -> Option<String> {
    let mut url = Url::parse(text.trim()).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url.as_str().trim_end_matches('/').to_owned())
}

/// Where an index is asked for attestations: beside its `simple` pages.
pub(super) fn index(address: &str) -> &str {
    let address = address.trim_end_matches('/');
    address.strip_suffix("/simple").unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_npm_are_read_without_passwords() {
        let mut found = Registries::default();
        found.read_npmrc(
            "; mine\nregistry = https://me:word@packages.example/npm/\n@acme:registry=\"https://acme.example/\"\n//packages.example/:_authToken=secret\nregistry-x=y\n",
        );
        assert_eq!(found.npm_for("tool"), Some("https://packages.example/npm"));
        assert_eq!(found.npm_for("@acme/tool"), Some("https://acme.example"));
        assert_eq!(
            found.npm_for("@other/tool"),
            Some("https://packages.example/npm")
        );
        assert_eq!(found.npm_scopes.len(), 1);
    }

    #[test]
    fn settings_of_pip_are_read() {
        let text = "[global]\nextra-index-url = https://other.example/simple\nindex-url = https://packages.example/pypi/simple/\n";
        let found = pip_index(text);
        assert_eq!(
            found.as_deref(),
            Some("https://packages.example/pypi/simple")
        );
        assert_eq!(
            found.as_deref().map(index),
            Some("https://packages.example/pypi")
        );
        assert_eq!(pip_index("[install]\nno-index = true\n"), None);
    }
}
