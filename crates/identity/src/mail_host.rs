//! Mail hosts at which anybody can open a mail box: `*@` one of them is everybody.

/// Providers with a host in many countries: `yahoo.com`, `yahoo.de`, `yahoo.co.jp`, `yahoo.com.br`.
const NAMES: [&str; 16] = [
    "aol",
    "fastmail",
    "gmx",
    "googlemail",
    "hotmail",
    "inbox",
    "live",
    "outlook",
    "proton",
    "protonmail",
    "tuta",
    "tutanota",
    "yahoo",
    "yandex",
    "zoho",
    "zohomail",
];

/// Further hosts of providers, and of what gives away addresses that hide one.
const HOSTS: [&str; 88] = [
    "126.com",
    "139.com",
    "163.com",
    "189.cn",
    "abv.bg",
    "alice.it",
    "att.net",
    "bigpond.com",
    "bk.ru",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "centrum.cz",
    "comcast.net",
    "cox.net",
    "daum.net",
    "disroot.org",
    "duck.com",
    "earthlink.net",
    "email.com",
    "foxmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "hanmail.net",
    "hey.com",
    "hushmail.com",
    "icloud.com",
    "interia.pl",
    "internet.ru",
    "kakao.com",
    "keemail.me",
    "laposte.net",
    "libero.it",
    "list.ru",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "mailfence.com",
    "me.com",
    "msn.com",
    "naver.com",
    "neuf.fr",
    "noreply.codeberg.org",
    "o2.pl",
    "onet.pl",
    "op.pl",
    "orange.fr",
    "passmail.net",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "privaterelay.appleid.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "riseup.net",
    "rocketmail.com",
    "runbox.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.cn",
    "sina.com",
    "skynet.be",
    "sohu.com",
    "startmail.com",
    "sympatico.ca",
    "t-online.de",
    "terra.com.br",
    "tiscali.it",
    "tutamail.com",
    "ukr.net",
    "uol.com.br",
    "users.noreply.github.com",
    "users.noreply.gitlab.com",
    "verizon.net",
    "virgilio.it",
    "wanadoo.fr",
    "web.de",
    "windowslive.com",
    "wp.pl",
    "ya.ru",
    "yeah.net",
    "ymail.com",
];

/// Whether anybody can open a mail box at this host.
pub(crate) fn is_public_mail_host(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let of_country = |name: &str, top: &str| {
        let top = ["co.", "com."]
            .iter()
            .find_map(|second| top.strip_prefix(second))
            .unwrap_or(top);
        NAMES.contains(&name) && !top.is_empty() && !top.contains('.')
    };
    HOSTS.contains(&host.as_str())
        || host
            .split_once('.')
            .is_some_and(|(name, top)| of_country(name, top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_providers_are_known_in_every_country_and_hosts_of_others_are_not() {
        let known = [
            "gmail.com",
            "aol.com",
            "AOL.co.uk",
            "hotmail.fr",
            "live.com.mx",
            "outlook.com.br",
            "msn.com",
            "pm.me",
            "proton.me",
            "yahoo.co.jp",
            "yandex.com.tr",
            "gmx.at",
            "web.de",
            "163.com",
            "tuta.io",
            "zohomail.eu",
            "fastmail.fm",
            "gmail.com.",
        ];
        for host in known {
            assert!(is_public_mail_host(host), "{host}");
        }
        let others = [
            "acme.example",
            "notgmail.com",
            "gmail.com.acme.example",
            "yahoo.acme.example",
            "mail.yahoo.com",
            "yahoo-inc.com",
            "aol",
            "aol.",
            "",
            "yahoo.co.uk.example",
            "com.yahoo",
        ];
        for host in others {
            assert!(!is_public_mail_host(host), "{host}");
        }
    }
}
