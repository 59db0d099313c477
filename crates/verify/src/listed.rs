//! A file that a signed checksum list names: file, line, list, signature. Two links, and both must hold.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use whence_evidence::{
    Digest, HashAlgorithm, Unreadable, UnreadableCode,
    checksums::{ChecksumList, Line, Sum, names_other_algorithm},
};

use crate::{
    checks::{About, Check, CheckId, Code, Gate, Status, Value, item},
    crypto,
    installed::Installed,
    proof::{Covers, Proven},
    run::{Artifact, Report, Request, verify_installed},
};

/// A checksum list, read and hashed once from the same bytes, which nothing can change afterwards.
#[derive(Debug, PartialEq)]
pub struct ListFile {
    name: Vec<u8>,
    bytes: Arc<[u8]>,
    list: Result<ChecksumList, Unreadable>,
    by_name: HashMap<Vec<u8>, Vec<usize>>,
    by_digest: HashMap<Digest, usize>,
    digests: [Digest; 3],
}

impl ListFile {
    /// Reads the lines; `name` is that of the list's file and may say what its digests are.
    pub fn new(name: &[u8], bytes: Arc<[u8]>) -> Self {
        let list = ChecksumList::parse(&bytes);
        let mut by_name: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        let mut by_digest = HashMap::new();
        let lines = list.as_ref().map(|list| list.lines.as_slice());
        for (position, line) in lines.unwrap_or_default().iter().enumerate() {
            // A line without a name is kept under the empty one, which no file has.
            let name = line.base_name().unwrap_or_default().to_vec();
            by_name.entry(name).or_default().push(position);
            if let (Sum::Strong { digest, .. }, Some(_)) = (line.sum, &line.name) {
                by_digest.entry(digest).or_insert(position);
            }
        }
        Self {
            name: name.to_owned(),
            digests: HashAlgorithm::ALL.map(|algorithm| crypto::digest(algorithm, &bytes)),
            bytes,
            list,
            by_name,
            by_digest,
        }
    }

    /// The exact bytes.
    pub const fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// What was read, or why nothing was.
    pub const fn list(&self) -> Result<&ChecksumList, &Unreadable> {
        self.list.as_ref()
    }

    /// The digests of the list itself.
    pub const fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// Whether a line is about this file by its name.
    pub fn names(&self, file: &ListedFile<'_>) -> bool {
        !self.naming(file).is_empty()
    }

    /// The algorithms to hash the file with so that the lines about it can be compared; of all lines where
    /// none names it.
    pub fn algorithms_for(&self, file: &ListedFile<'_>) -> Vec<HashAlgorithm> {
        let naming = self.naming(file);
        let algorithm = |line: &Line| match line.sum {
            Sum::Strong { digest, .. } => Some(digest.algorithm()),
            Sum::Weak(_) | Sum::Unsupported(_) => None,
        };
        let mut found: Vec<HashAlgorithm> = if naming.is_empty() {
            let used = |wanted: &HashAlgorithm| {
                let mut digests = self.by_digest.keys();
                digests.any(|digest| digest.algorithm() == *wanted)
            };
            HashAlgorithm::ALL.into_iter().filter(used).collect()
        } else {
            naming.iter().filter_map(|line| algorithm(line)).collect()
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    fn naming(&self, file: &ListedFile<'_>) -> Vec<&Line> {
        let of = |name: &[u8]| self.by_name.get(name).map(Vec::as_slice);
        let named = file.name.filter(|name| !name.is_empty()).and_then(of);
        let nameless = file.own_list.then(|| of(b"")).flatten();
        let mut positions: Vec<usize> = [named, nameless]
            .into_iter()
            .flatten()
            .flatten()
            .copied()
            .collect();
        positions.sort_unstable();
        let lines = self.list.as_ref().map(|list| list.lines.as_slice());
        let lines = lines.unwrap_or_default();
        positions
            .into_iter()
            .filter_map(|position| lines.get(position))
            .collect()
    }
}

/// A file that a list may name.
#[derive(Debug, Clone, Copy)]
pub struct ListedFile<'a> {
    /// Its name without its folder; absent where only a digest is known.
    pub name: Option<&'a [u8]>,
    /// Whether the list is made for this file alone, so that a digest without a name is about it.
    pub own_list: bool,
    /// Its digests, at least those that [`ListFile::algorithms_for`] asks for.
    pub digests: &'a [Digest],
}

/// What a list says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Held when the list names the file with a digest that is good and is the file's: under its name, under one
    /// that stands for it ([`coverage`]), or by the digest alone where the file has no name.
    pub status: Status,
    /// Number of the line it rests on, from 1.
    pub line: Option<usize>,
    /// The digest of the file that was compared.
    pub found: Option<Digest>,
    /// The digest the line gives.
    pub listed: Option<Digest>,
    /// Whether the line bears the file's name; else it is there under another, or the file has none.
    pub same_name: bool,
    /// Whether lines for this file were left out of account, because their algorithm proves nothing any more.
    pub weak_ignored: bool,
    /// Whether the list stands in an OpenPGP message, whose signature is not checked here.
    pub in_openpgp: bool,
}

impl Coverage {
    const fn of(status: Status) -> Self {
        Self {
            status,
            line: None,
            found: None,
            listed: None,
            same_name: false,
            weak_ignored: false,
            in_openpgp: false,
        }
    }
}

/// What the list says of the file.
///
/// Lines with the file's name come first, whatever folder they say: of those with one and the same full
/// name all digests must agree, and when no such line fits the file, one under another name does not help.
/// Where no line has its name, a line with its digest counts under the name the file had before a browser numbered
/// it, or in a list that is made for this file and names one alone. A digest under any other name says what another
/// file is; it decides only where the file has no name.
pub fn coverage(list: &ListFile, file: &ListedFile<'_>) -> Coverage {
    let lines = match &list.list {
        Ok(lines) => lines,
        Err(error) => {
            let code = match error.code {
                UnreadableCode::LimitExceeded => Code::LimitExceeded,
                _ => Code::EvidenceUnreadable,
            };
            return Coverage::of(Status::Missing(code));
        }
    };
    let naming = list.naming(file);
    let weak_ignored = naming.iter().any(|line| matches!(line.sum, Sum::Weak(_)));
    let coverage = if naming.is_empty() {
        renamed(list, lines, file).unwrap_or_else(|| by_digest(list, lines, file))
    } else {
        by_name(&naming, list, file)
    };
    Coverage {
        weak_ignored,
        in_openpgp: lines.in_openpgp,
        ..coverage
    }
}

/// One line, compared.
struct Compared {
    line: usize,
    listed: Digest,
    found: Digest,
}

fn compared(line: &Line, digests: &[Digest]) -> Option<Compared> {
    let Sum::Strong { digest: listed, .. } = line.sum else {
        return None;
    };
    let same = |digest: &&Digest| digest.algorithm() == listed.algorithm();
    let found = *digests.iter().find(same)?;
    Some(Compared {
        line: line.number,
        listed,
        found,
    })
}

/// The line with the file's digest under another name that stands for it.
fn renamed(list: &ListFile, lines: &ChecksumList, file: &ListedFile<'_>) -> Option<Coverage> {
    let name = file.name?;
    let sole = lines.lines.first().filter(|first| {
        let mut lines = lines.lines.iter();
        file.own_list && lines.all(|line| line.name == first.name)
    });
    let sole = sole.and_then(Line::base_name).map(<[u8]>::to_vec);
    numbered(name).chain(sole).find_map(|name| {
        let file = ListedFile {
            name: Some(&name),
            ..*file
        };
        let naming = list.naming(&file);
        let coverage = by_name(&naming, list, &file);
        (coverage.status == Status::Held).then_some(Coverage {
            same_name: false,
            ..coverage
        })
    })
}

/// The names that browsers may have made this one of where there was such a file already: `tool.zip` of
/// `tool (1).zip` and of `tool(1).zip`.
fn numbered(name: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    name.iter().enumerate().filter_map(|(at, byte)| {
        let (before, rest) = name.split_at_checked(at).filter(|_| *byte == b'(')?;
        let digits = rest.get(1..)?.iter().take_while(|it| it.is_ascii_digit());
        let digits = digits.count();
        let after = rest.get(1 + digits..)?.strip_prefix(b")")?;
        let before = before.strip_suffix(b" ").unwrap_or(before);
        let is_number = digits > 0 && !before.is_empty();
        (is_number && matches!(after.first(), None | Some(b'.'))).then(|| [before, after].concat())
    })
}

fn by_digest(list: &ListFile, lines: &ChecksumList, file: &ListedFile<'_>) -> Coverage {
    let mut digests = file.digests.iter();
    let found = digests
        .find_map(|digest| lines.lines.get(*list.by_digest.get(digest)?))
        .and_then(|line| compared(line, file.digests));
    let status = if file.name.is_none_or(<[u8]>::is_empty) {
        Status::Held
    } else {
        Status::Missing(Code::ChecksumOtherName)
    };
    match found {
        Some(line) => line.coverage(status, false),
        None => Coverage::of(Status::Missing(Code::ChecksumAbsent)),
    }
}

fn by_name(naming: &[&Line], list: &ListFile, file: &ListedFile<'_>) -> Coverage {
    if let Some(line) = ambiguous(naming) {
        return Coverage {
            line: Some(line),
            same_name: true,
            ..Coverage::of(Status::Failed(Code::ChecksumAmbiguous))
        };
    }
    let mut all: Vec<(Option<&[u8]>, Compared)> = naming
        .iter()
        .filter_map(|line| Some((line.name.as_deref(), compared(line, file.digests)?)))
        .collect();
    // All digests that are given under one full name must be the file's.
    let differing: HashSet<Option<&[u8]>> = all
        .iter()
        .filter(|(_, line)| line.listed != line.found)
        .map(|(name, _)| *name)
        .collect();
    if let Some(fits) = all.iter().position(|(name, _)| !differing.contains(name)) {
        return all.swap_remove(fits).1.coverage(Status::Held, true);
    }
    let mismatch = all
        .into_iter()
        .map(|(_, line)| line)
        .find(|line| line.listed != line.found);
    if let Some(line) = mismatch {
        let by_length_alone = naming.iter().any(|naming| {
            naming.number == line.line && matches!(naming.sum, Sum::Strong { named: false, .. })
        });
        let other = names_other_algorithm(&list.name)
            || naming
                .iter()
                .any(|line| matches!(line.sum, Sum::Unsupported(_)));
        let status = if by_length_alone && other {
            Status::Missing(Code::AlgorithmUnsupported)
        } else {
            Status::Failed(Code::ChecksumMismatch)
        };
        return line.coverage(status, true);
    }
    let only_weak = naming.iter().all(|line| matches!(line.sum, Sum::Weak(_)));
    let code = if only_weak {
        Code::ChecksumWeak
    } else {
        // Unsupported, or a digest of the file that was not computed.
        Code::AlgorithmUnsupported
    };
    Coverage {
        line: naming.first().map(|line| line.number),
        same_name: true,
        ..Coverage::of(Status::Missing(code))
    }
}

/// The second line of a full name that gives another digest of one algorithm than a line before.
fn ambiguous(naming: &[&Line]) -> Option<usize> {
    let mut given: HashMap<(Option<&[u8]>, HashAlgorithm), Digest> = HashMap::new();
    naming.iter().find_map(|line| {
        let Sum::Strong { digest, .. } = line.sum else {
            return None;
        };
        let full = (line.name.as_deref(), digest.algorithm());
        let first = *given.entry(full).or_insert(digest);
        (first != digest).then_some(line.number)
    })
}

impl Compared {
    const fn coverage(self, status: Status, same_name: bool) -> Coverage {
        Coverage {
            line: Some(self.line),
            found: Some(self.found),
            listed: Some(self.listed),
            same_name,
            ..Coverage::of(status)
        }
    }
}

/// Checks a signature over a checksum list as [`verify_installed`] does, and that the list names the file.
///
/// `request.artifact` is not used: what is compared with the signature are the very bytes that the lines
/// were read from.
pub fn verify_listed(
    request: &Request<'_>,
    list: &ListFile,
    file: &ListedFile<'_>,
    installed: &Installed,
) -> (Report, Coverage) {
    let over_list = Request {
        artifact: Some(Artifact {
            digests: &list.digests,
            bytes: Some(&list.bytes),
        }),
        ..*request
    };
    let mut report = verify_installed(&over_list, installed);
    let coverage = if request.bundle.git.is_some() {
        // A Git object holds its own signature, and in that place anybody can write lines.
        Coverage::of(Status::Missing(Code::FormatUnsupported))
    } else {
        coverage(list, file)
    };
    let mut evidence = Vec::with_capacity(3);
    evidence.extend(
        coverage
            .line
            .map(|line| item("line", Value::Number(line as u64))),
    );
    evidence.extend(
        coverage
            .found
            .map(|digest| item("file-digest", Value::Digest(digest))),
    );
    evidence.extend(
        coverage
            .listed
            .filter(|listed| coverage.found != Some(*listed))
            .map(|digest| item("listed-digest", Value::Digest(digest))),
    );
    report.checks.push(Check {
        id: CheckId::ListLine,
        about: About::Whole,
        gate: Gate::Required,
        status: coverage.status,
        evidence,
    });
    let covers = match (coverage.status, coverage.line, coverage.found) {
        (Status::Held, Some(line), Some(digest)) => Some((line, digest)),
        _ => None,
    };
    report.proven = report.proven.and_then(|proven| {
        let Covers::Artifact { digest: list, .. } = *proven.value().covers() else {
            return None;
        };
        let (line, digest) = covers?;
        let covers = Covers::Listed { list, digest, line };
        Some(Proven::new(proven.value().covering(covers)))
    });
    (report, coverage)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn sha256(bytes: &[u8]) -> String {
        crypto::digest(HashAlgorithm::Sha256, bytes).to_hex()
    }

    fn of(list: &str, list_name: &str, own: bool) -> Coverage {
        let digests = HashAlgorithm::ALL.map(|algorithm| crypto::digest(algorithm, b"file"));
        let list = ListFile::new(list_name.as_bytes(), Arc::from(list.as_bytes()));
        let file = ListedFile {
            name: Some(b"tool.zip"),
            own_list: own,
            digests: &digests,
        };
        coverage(&list, &file)
    }

    /// So many lines that a comparison of each with each would take minutes.
    #[test]
    fn one_name_may_stand_in_as_many_folders_as_a_list_has_lines() {
        let bad = sha256(b"other");
        let lines = whence_evidence::limits::CHECKSUM_LINES - 1;
        let mut list: String = (0..lines)
            .map(|folder| format!("{bad}  {folder}/tool.zip\n"))
            .collect();
        let differs = of(&list, "SHA256SUMS", false);
        assert_eq!(differs.status, Status::Failed(Code::ChecksumMismatch));
        let fits = format!("{list}{}  own/tool.zip\n", sha256(b"file"));
        let held = of(&fits, "SHA256SUMS", false);
        assert_eq!((held.status, held.line), (Status::Held, Some(lines + 1)));
        list.push_str(&format!("{}  0/tool.zip\n", sha256(b"third")));
        let twice = of(&list, "SHA256SUMS", false);
        assert_eq!(twice.status, Status::Failed(Code::ChecksumAmbiguous));
        assert_eq!(twice.line, Some(lines + 1));
    }

    #[test]
    fn each_rule_of_coverage_has_its_answer() {
        let (good, bad) = (sha256(b"file"), sha256(b"other"));
        let long = crypto::digest(HashAlgorithm::Sha512, b"file").to_hex();
        let md5 = "a".repeat(32);
        let held = (Status::Held, true);
        let failed = |code| (Status::Failed(code), true);
        let missing = |code, named| (Status::Missing(code), named);
        let other_name = missing(Code::ChecksumOtherName, false);
        let table = [
            (format!("{good}  tool.zip\n{bad}  other.zip\n"), held),
            (format!("{good}  ./dist/tool.zip\n"), held),
            // One name in two folders: either may be meant.
            (format!("{bad}  arm/tool.zip\n{good}  amd/tool.zip\n"), held),
            (format!("{good}  older.zip\n"), other_name),
            (format!("{bad}  tool.zip\n"), failed(Code::ChecksumMismatch)),
            (
                format!("{bad}  tool.zip\n{good}  other.zip\n"),
                failed(Code::ChecksumMismatch),
            ),
            (
                format!("{good}  tool.zip\n{bad}  tool.zip\n"),
                failed(Code::ChecksumAmbiguous),
            ),
            (format!("{good}  tool.zip\n{good}  tool.zip\n"), held),
            // Two algorithms: both must be the file's.
            (
                format!("SHA256 (tool.zip) = {bad}\nSHA512 (tool.zip) = {long}\n"),
                failed(Code::ChecksumMismatch),
            ),
            (format!("{md5}  tool.zip\n{good}  tool.zip\n"), held),
            (
                format!("{md5}  tool.zip\n"),
                missing(Code::ChecksumWeak, true),
            ),
            (
                format!("SHA3-256 (tool.zip) = {good}\n"),
                missing(Code::AlgorithmUnsupported, true),
            ),
            (
                format!("{bad}  other.zip\n"),
                missing(Code::ChecksumAbsent, false),
            ),
            (format!("{good}\n"), missing(Code::ChecksumAbsent, false)),
            (
                "text\n".to_owned(),
                missing(Code::EvidenceUnreadable, false),
            ),
            (
                format!("Never run this:\n{good}  tool.zip\n"),
                missing(Code::EvidenceUnreadable, false),
            ),
        ];
        for (list, expected) in table {
            let found = of(&list, "SHA256SUMS", false);
            assert_eq!((found.status, found.same_name), expected, "{list}");
        }
        assert!(of(&format!("{md5}  tool.zip\n{good}  tool.zip\n"), "x", false).weak_ignored);
    }

    #[test]
    fn a_digest_alone_is_about_the_file_its_list_is_named_for() {
        assert_eq!(
            of(&sha256(b"file"), "tool.zip.sha256", true).status,
            Status::Held
        );
        assert_eq!(
            of(&sha256(b"other"), "tool.zip.sha256", true).status,
            Status::Failed(Code::ChecksumMismatch)
        );
    }

    /// What a list says of another file says nothing of this one, though the bytes be the same.
    #[test]
    fn a_digest_under_another_name_counts_only_where_that_stands_for_the_file() {
        let (good, bad) = (sha256(b"file"), sha256(b"other"));
        let digests = [crypto::digest(HashAlgorithm::Sha256, b"file")];
        let says = |text: &str, name: Option<&[u8]>, own_list| {
            let list = ListFile::new(b"SUMS", Arc::from(text.as_bytes()));
            let file = ListedFile {
                name,
                own_list,
                digests: &digests,
            };
            let coverage = coverage(&list, &file);
            assert!(!coverage.same_name);
            coverage.status
        };
        let held = Status::Held;
        let other = Status::Missing(Code::ChecksumOtherName);
        let absent = Status::Missing(Code::ChecksumAbsent);
        let one = format!("{good}  tool.zip\n");
        // A list that is made for this file and names one alone.
        assert_eq!(says(&one, Some(b"tool-1.0.zip"), true), held);
        assert_eq!(says(&one, Some(b"tool-1.0.zip"), false), other);
        let two = format!("{one}{bad}  other.zip\n");
        assert_eq!(says(&two, Some(b"tool-1.0.zip"), true), other);
        let folders = format!("{good}  a/tool.zip\n{bad}  b/tool.zip\n");
        assert_eq!(says(&folders, Some(b"tool-1.0.zip"), true), other);
        let contradicting = format!("{one}{bad}  tool.zip\n");
        assert_eq!(says(&contradicting, Some(b"tool-1.0.zip"), true), other);
        let nameless = format!("{one}{bad}\n");
        assert_eq!(says(&nameless, Some(b"tool-1.0.zip"), false), other);
        // What a browser numbered.
        let dotted = format!("{good}  tool.tar.gz\n");
        for (list, name) in [
            (&one, "tool (1).zip"),
            (&one, "tool(12).zip"),
            (&dotted, "tool (1).tar.gz"),
            (&dotted, "tool.tar (1).gz"),
            (&dotted, "tool.tar.gz (1)"),
        ] {
            assert_eq!(says(list, Some(name.as_bytes()), false), held, "{name}");
        }
        for name in [
            "tool ().zip",
            "tool (x).zip",
            "tool (1)a.zip",
            "tool (1.zip",
            "(1)tool.zip",
            "tool  (1).zip",
        ] {
            assert_eq!(says(&one, Some(name.as_bytes()), false), other, "{name}");
        }
        let run_on = format!("{good}  toola.zip\n");
        assert_eq!(says(&run_on, Some(b"tool (1)a.zip"), false), other);
        assert_eq!(says(&one, Some(b"tool 1).zip"), false), other);
        let named_so = format!("{good}  .zip\n");
        assert_eq!(says(&named_so, Some(b"(1).zip"), false), other);
        assert_eq!(says(&contradicting, Some(b"tool (1).zip"), false), other);
        let changed = format!("{bad}  tool.zip\n");
        assert_eq!(says(&changed, Some(b"tool (1).zip"), false), absent);
        // A file without a name has no other one.
        assert_eq!(says(&two, None, false), held);
        assert_eq!(says(&two, Some(b""), false), held);
        assert_eq!(says(&one, Some(b""), true), held);
    }

    #[test]
    fn lengths_are_ambiguous_where_the_list_says_so() {
        let line = format!("{}  tool.zip\n", sha256(b"other"));
        assert_eq!(
            of(&line, "b3sums.blake3", false).status,
            Status::Missing(Code::AlgorithmUnsupported)
        );
        // One that names SHA-256 is not ambiguous.
        let line = format!("SHA256 (tool.zip) = {}\n", sha256(b"other"));
        assert_eq!(
            of(&line, "b3sums.blake3", false).status,
            Status::Failed(Code::ChecksumMismatch)
        );
    }

    /// Status and line.
    fn decided(list: &str, list_name: &str, own: bool) -> (Status, Option<usize>) {
        let coverage = of(list, list_name, own);
        (coverage.status, coverage.line)
    }

    #[test]
    fn the_first_line_that_is_wrong_is_the_one_that_is_told() {
        let bad = sha256(b"other");
        let mismatch = |line| (Status::Failed(Code::ChecksumMismatch), Some(line));
        // A digest alone in the list of this file comes first where it stands first.
        let list = format!("{bad}\n{bad}  tool.zip\n");
        assert_eq!(decided(&list, "tool.zip.sha256", true), mismatch(1));
        let list = format!("{bad}  tool.zip\n{bad}\n");
        assert_eq!(decided(&list, "tool.zip.sha256", true), mismatch(1));
        // Of two algorithms the one that is not the file's.
        let good = crypto::digest(HashAlgorithm::Sha512, b"file").to_hex();
        let list = format!("SHA512 (tool.zip) = {good}\nSHA256 (tool.zip) = {bad}\n");
        assert_eq!(decided(&list, "x", false), mismatch(2));
    }

    #[test]
    fn another_algorithm_excuses_only_the_line_whose_own_is_not_named() {
        let bad = sha256(b"other");
        let long = crypto::digest(HashAlgorithm::Sha512, b"other").to_hex();
        let list = format!("SHA256 (tool.zip) = {bad}\n{long}  tool.zip\n");
        let mismatch = (Status::Failed(Code::ChecksumMismatch), Some(1));
        assert_eq!(decided(&list, "b3sums.blake3", false), mismatch);
        let list = format!("{bad}  tool.zip\nSHA3-256 (tool.zip) = {bad}\n");
        let open = (Status::Missing(Code::AlgorithmUnsupported), Some(1));
        assert_eq!(decided(&list, "SHA256SUMS", false), open);
    }

    #[test]
    fn only_weak_lines_for_the_file_itself_are_left_out_of_account() {
        let good = sha256(b"file");
        assert!(!of(&format!("{good}  tool.zip\n"), "x", false).weak_ignored);
        let weak = "a".repeat(32);
        let list = format!("{weak}  other.zip\n{good}  tool.zip\n");
        assert!(!of(&list, "x", false).weak_ignored);
    }

    /// What is asked for is what is hashed: too little and a line cannot be compared.
    #[test]
    fn a_list_asks_for_the_digests_it_gives_of_the_file() {
        use HashAlgorithm::{Sha256, Sha512};
        let digest = |algorithm| crypto::digest(algorithm, b"file").to_hex();
        let (short, long) = (digest(Sha256), digest(Sha512));
        let asked = |text: &str, name: &[u8], own_list| {
            let list = ListFile::new(b"SUMS", Arc::from(text.as_bytes()));
            let file = ListedFile {
                name: Some(name),
                own_list,
                digests: &[],
            };
            (list.names(&file), list.algorithms_for(&file))
        };
        let both = format!(
            "{long}  tool.zip\n{short}  old/tool.zip\n{short}  new/tool.zip\n{short}  other.zip\n"
        );
        assert_eq!(
            asked(&both, b"tool.zip", false),
            (true, vec![Sha256, Sha512])
        );
        assert_eq!(asked(&both, b"other.zip", false), (true, vec![Sha256]));
        // Under another name it may stand in any line.
        assert_eq!(
            asked(&both, b"third.zip", false),
            (false, vec![Sha256, Sha512])
        );
        let long_alone = format!("{long}  tool.zip\n");
        assert_eq!(
            asked(&long_alone, b"other.zip", false),
            (false, vec![Sha512])
        );
        assert_eq!(asked(&long, b"tool.zip", true), (true, vec![Sha512]));
        assert_eq!(asked(&long, b"tool.zip", false), (false, vec![]));
        let weak = format!("{}  tool.zip\n{long}  other.zip\n", "a".repeat(32));
        assert_eq!(asked(&weak, b"tool.zip", false), (true, vec![]));
    }

    #[test]
    fn a_list_beyond_its_limit_is_not_called_unreadable() {
        let lines = format!("{}  tool.zip\n", sha256(b"file"));
        let many = lines.repeat(whence_evidence::limits::CHECKSUM_LINES + 1);
        let beyond = Status::Missing(Code::LimitExceeded);
        assert_eq!(of(&many, "SHA256SUMS", false).status, beyond);
    }

    #[test]
    fn a_digest_alone_is_not_about_a_file_without_a_name() {
        let digests = [crypto::digest(HashAlgorithm::Sha256, b"file")];
        let text = sha256(b"other");
        let list = ListFile::new(b"SHA256SUMS", Arc::from(text.as_bytes()));
        let file = ListedFile {
            name: Some(b""),
            own_list: false,
            digests: &digests,
        };
        assert!(!list.names(&file));
        let absent = Status::Missing(Code::ChecksumAbsent);
        assert_eq!(coverage(&list, &file).status, absent);
    }
}
