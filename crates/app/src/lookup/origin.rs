//! Where a file came from, as the system recorded it when it was downloaded. Outside text, used only to choose
//! whom to ask.

use std::path::Path;

use url::Url;

/// The addresses the system recorded for a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Where the file itself was.
    pub download: Option<Url>,
    /// The page that led there.
    pub referrer: Option<Url>,
}

/// The most that is read of one record.
const LONGEST: usize = 16 << 10;

/// What the system recorded for this file: extended attributes on Linux and macOS, the zone identifier on
/// Windows and on its file systems.
pub fn recorded(file: &Path) -> Recorded {
    system::recorded(file)
}

impl Recorded {
    /// Queries and fragments carry passes to private places and are nobody's business; they are left out.
    /// So is whatever is no web address.
    fn of(download: Option<&str>, referrer: Option<&str>) -> Self {
        let bare = |text: &str| {
            let mut url = Url::parse(text.trim()).ok()?;
            let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
            let anonymous = url.username().is_empty() && url.password().is_none();
            url.set_query(None);
            url.set_fragment(None);
            (is_web && anonymous).then_some(url)
        };
        Self {
            download: download.and_then(bare),
            referrer: referrer.and_then(bare),
        }
    }

    /// `[ZoneTransfer]` of Windows.
    #[cfg_attr(target_os = "macos", allow(dead_code, reason = "other systems"))]
    fn of_zone_identifier(text: &str) -> Self {
        let value = |name: &str| {
            text.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                (key.trim() == name).then(|| value.trim())
            })
        };
        Self::of(value("HostUrl"), value("ReferrerUrl"))
    }

    /// `kMDItemWhereFroms` of macOS: a property list of the address and the page that led there.
    #[cfg_attr(not(target_os = "macos"), allow(dead_code, reason = "other systems"))]
    fn of_where_froms(list: &[u8]) -> Self {
        let addresses: Vec<String> = plist::from_bytes(list).unwrap_or_default();
        let at = |position: usize| addresses.get(position).map(String::as_str);
        Self::of(at(0), at(1))
    }

    /// Both, the file's own first.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &Url> {
        self.download.iter().chain(&self.referrer)
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod system {
    use super::{LONGEST, Path, Recorded};

    fn attribute(file: &Path, name: &str) -> Option<Vec<u8>> {
        let mut bytes = vec![0; LONGEST];
        let length = rustix::fs::getxattr(file, name, &mut bytes[..]).ok()?;
        bytes.truncate(length);
        Some(bytes)
    }

    #[cfg(target_os = "linux")]
    pub(super) fn recorded(file: &Path) -> Recorded {
        let text = |name| String::from_utf8(attribute(file, name)?).ok();
        let found = Recorded::of(
            text("user.xdg.origin.url").as_deref(),
            text("user.xdg.referrer.url").as_deref(),
        );
        if found != Recorded::default() {
            return found;
        }
        // As drivers for Windows' file systems show it.
        let zone = text("user.Zone.Identifier");
        zone.map(|zone| Recorded::of_zone_identifier(&zone))
            .unwrap_or_default()
    }

    #[cfg(target_os = "macos")]
    pub(super) fn recorded(file: &Path) -> Recorded {
        let list = attribute(file, "com.apple.metadata:kMDItemWhereFroms");
        list.map(|list| Recorded::of_where_froms(&list))
            .unwrap_or_default()
    }
}

#[cfg(windows)]
mod system {
    use super::{LONGEST, Path, Recorded};
    use crate::intake;

    pub(super) fn recorded(file: &Path) -> Recorded {
        let mut stream = file.as_os_str().to_owned();
        stream.push(":Zone.Identifier");
        let bytes = intake::read_bounded(Path::new(&stream), LONGEST as u64).unwrap_or_default();
        Recorded::of_zone_identifier(&String::from_utf8_lossy(&bytes))
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod system {
    use super::{Path, Recorded};

    pub(super) fn recorded(_: &Path) -> Recorded {
        Recorded::default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn texts(recorded: &Recorded) -> Vec<&str> {
        recorded.addresses().map(Url::as_str).collect()
    }

    #[test]
    fn the_zone_identifier_is_read() {
        let zone = "[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://github.com/acme/tool/releases\r\nHostUrl=https://github.com/acme/tool/releases/download/v1/tool.zip?token=1#x\r\n";
        assert_eq!(
            texts(&Recorded::of_zone_identifier(zone)),
            [
                "https://github.com/acme/tool/releases/download/v1/tool.zip",
                "https://github.com/acme/tool/releases"
            ]
        );
        assert_eq!(
            texts(&Recorded::of_zone_identifier("[ZoneTransfer]\nZoneId=3")),
            [""; 0]
        );
    }

    #[test]
    fn the_property_list_is_read() {
        let mut list = Vec::new();
        let addresses = [
            "https://packages.example/a.whl",
            "https://packages.example/project/a/",
        ];
        plist::to_writer_binary(&mut list, &addresses).unwrap();
        assert_eq!(texts(&Recorded::of_where_froms(&list)), addresses);
        assert_eq!(
            texts(&Recorded::of_where_froms(b"bplist00 broken")),
            [""; 0]
        );
        assert_eq!(texts(&Recorded::of_where_froms(b"")), [""; 0]);
    }

    #[test]
    fn what_is_no_public_address_is_left_out() {
        for text in [
            "",
            "file:///etc/passwd",
            "data:,x",
            "https://me:word@x.example/",
            "tool.zip",
        ] {
            assert_eq!(
                Recorded::of(Some(text), None),
                Recorded::default(),
                "{text}"
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn attributes_of_a_file_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool.zip");
        std::fs::write(&file, b"tool").unwrap();
        assert_eq!(recorded(&file), Recorded::default());
        let set = |name: &str, value: &str| {
            let flags = rustix::fs::XattrFlags::empty();
            rustix::fs::setxattr(&file, name, value.as_bytes(), flags)
        };
        if set("user.xdg.origin.url", "https://x.example/tool.zip").is_err() {
            println!("skipped: this file system keeps no attributes");
            return;
        }
        set("user.xdg.referrer.url", "https://x.example/").unwrap();
        assert_eq!(
            texts(&recorded(&file)),
            ["https://x.example/tool.zip", "https://x.example/"]
        );
    }
}
