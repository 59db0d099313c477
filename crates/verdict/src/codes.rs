use whence_verify::{Code, Family};

/// The five states, which no other word of the product may blur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Every required check held for this target, and the signer is on the list.
    Listed,
    /// Every required check held; no entry of the list fits the signer.
    Unlisted,
    /// A required check gave a definite no.
    Failed,
    /// The search finished and found nothing.
    NoSignature,
    /// Something that was needed is missing.
    CouldNotCheck,
}

impl State {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Listed,
        Self::Unlisted,
        Self::Failed,
        Self::NoSignature,
        Self::CouldNotCheck,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Unlisted => "unlisted",
            Self::Failed => "failed",
            Self::NoSignature => "no-signature",
            Self::CouldNotCheck => "could-not-check",
        }
    }
}

/// Why a verdict is what it is. Every code has a heading in `docs/VERDICTS.md` and its messages in
/// `locales/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerdictCode {
    /// The signer is on the list.
    Listed,
    /// The signer is not on the list, for this reason.
    Unlisted(UnlistedReason),
    /// No evidence was found, and the search finished.
    NoneFound,
    /// A checksum list names the file as it is, and nobody signed the list.
    ListUnsigned,
    /// Some place could not be searched, and nothing was found in the others.
    SearchIncomplete,
    /// Something about the target itself stood in the way.
    Target(Problem),
    /// What the engine met.
    Engine(Code),
}

impl VerdictCode {
    /// All codes.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::Listed,
            Self::NoneFound,
            Self::ListUnsigned,
            Self::SearchIncomplete,
        ]
        .into_iter()
        .chain(UnlistedReason::ALL.into_iter().map(Self::Unlisted))
        .chain(Problem::ALL.into_iter().map(Self::Target))
        .chain(Code::ALL.iter().copied().map(Self::Engine))
    }

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Unlisted(reason) => reason.as_str(),
            Self::NoneFound => "none-found",
            Self::ListUnsigned => "list-unsigned",
            Self::SearchIncomplete => "search-incomplete",
            Self::Target(problem) => problem.as_str(),
            Self::Engine(code) => code.as_str(),
        }
    }

    /// The state a verdict with this code has.
    pub const fn state(self) -> State {
        match self {
            Self::Listed => State::Listed,
            Self::Unlisted(_) => State::Unlisted,
            Self::NoneFound | Self::ListUnsigned => State::NoSignature,
            Self::SearchIncomplete | Self::Target(_) => State::CouldNotCheck,
            Self::Engine(code) => match code.family() {
                Family::No => State::Failed,
                Family::Missing => State::CouldNotCheck,
            },
        }
    }
}

/// Why a proven signer is not on the list. The order is that of precedence: the nearest miss first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnlistedReason {
    /// A signer of the same product is pinned, and this one differs.
    PinnedSignerChanged,
    /// The signer is on the list, but a rule of the list asks for further signers.
    EntryRequirementUnmet,
    /// An entry has the same names, but another account number: the name may have changed hands.
    EntryOtherAccount,
    /// An entry fits, but is switched off.
    EntryDisabled,
    /// An entry fits, but was imported and nobody reviewed it yet.
    EntryUnreviewed,
    /// An entry fits, but its last day has passed.
    EntryExpired,
    /// An entry fits the signer, but not this kind of claim.
    EntryOtherClaim,
    /// An entry fits the signer, but not this file, image or package.
    EntryOtherTarget,
    /// An entry fits the name, but asks for another kind of build.
    EntryOtherBuild,
    /// No entry fits.
    NoEntry,
}

impl UnlistedReason {
    /// All reasons.
    pub const ALL: [Self; 10] = [
        Self::PinnedSignerChanged,
        Self::EntryRequirementUnmet,
        Self::EntryOtherAccount,
        Self::EntryDisabled,
        Self::EntryUnreviewed,
        Self::EntryExpired,
        Self::EntryOtherClaim,
        Self::EntryOtherTarget,
        Self::EntryOtherBuild,
        Self::NoEntry,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PinnedSignerChanged => "pinned-signer-changed",
            Self::EntryRequirementUnmet => "entry-requirement-unmet",
            Self::EntryOtherAccount => "entry-other-account",
            Self::EntryDisabled => "entry-disabled",
            Self::EntryUnreviewed => "entry-unreviewed",
            Self::EntryExpired => "entry-expired",
            Self::EntryOtherClaim => "entry-other-claim",
            Self::EntryOtherTarget => "entry-other-target",
            Self::EntryOtherBuild => "entry-other-build",
            Self::NoEntry => "no-entry",
        }
    }
}

/// What stood in the way of checking the target at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// There is no file of this name.
    FileMissing,
    /// It is a folder.
    FolderGiven,
    /// It is a folder with more in it than this program looks through.
    FolderTooLarge,
    /// It is a pipe, socket or device.
    SpecialFile,
    /// The system refused to read the file, or reading broke off.
    FileUnreadable,
    /// The file became another one while it was read.
    FileChangedWhileChecking,
    /// The trust data the person chose cannot be read, so nothing can be checked against it.
    TrustDataUnreadable,
    /// It is an image in a registry, and registries may not be asked.
    LookUpNeededButOff,
    /// The registry could not be reached, or broke off.
    RegistryUnreachable,
    /// The registry wants somebody who may, and did not take who asked.
    RegistryRefused,
    /// What the registry answered is not what registries answer.
    RegistryAnswerUnfit,
    /// The registry has no such image, or does not show it to everybody.
    ImageNotFound,
    /// There is nothing for the platform that was asked for.
    PlatformMissing,
    /// It is an image of a form that no signature can be about.
    ImageFormatOld,
    /// A saved image without the manifest that a signature would be about.
    ImageWithoutManifest,
    /// Not what images are: damaged, contradictory, or larger than they are.
    ImageUnreadable,
    /// Something in the image is not what its digest says.
    ImageContentDiffers,
    /// Files lie with a saved image that belong to no image.
    ImageOtherFiles,
    /// More images, or more of one image, than this program looks at.
    ImagesTooMany,
}

impl Problem {
    /// All problems.
    pub const ALL: [Self; 19] = [
        Self::FileMissing,
        Self::FolderGiven,
        Self::FolderTooLarge,
        Self::SpecialFile,
        Self::FileUnreadable,
        Self::FileChangedWhileChecking,
        Self::TrustDataUnreadable,
        Self::LookUpNeededButOff,
        Self::RegistryUnreachable,
        Self::RegistryRefused,
        Self::RegistryAnswerUnfit,
        Self::ImageNotFound,
        Self::PlatformMissing,
        Self::ImageFormatOld,
        Self::ImageWithoutManifest,
        Self::ImageUnreadable,
        Self::ImageContentDiffers,
        Self::ImageOtherFiles,
        Self::ImagesTooMany,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FileMissing => "file-missing",
            Self::FolderGiven => "folder-given",
            Self::FolderTooLarge => "folder-too-large",
            Self::SpecialFile => "special-file",
            Self::FileUnreadable => "file-unreadable",
            Self::FileChangedWhileChecking => "file-changed-while-checking",
            Self::TrustDataUnreadable => "trust-data-unreadable",
            Self::LookUpNeededButOff => "look-up-needed-but-off",
            Self::RegistryUnreachable => "registry-unreachable",
            Self::RegistryRefused => "registry-refused",
            Self::RegistryAnswerUnfit => "registry-answer-unfit",
            Self::ImageNotFound => "image-not-found",
            Self::PlatformMissing => "platform-missing",
            Self::ImageFormatOld => "image-format-old",
            Self::ImageWithoutManifest => "image-without-manifest",
            Self::ImageUnreadable => "image-unreadable",
            Self::ImageContentDiffers => "image-content-differs",
            Self::ImageOtherFiles => "image-other-files",
            Self::ImagesTooMany => "images-too-many",
        }
    }
}

/// A fact that colours a verdict and never changes its state. The order is that of importance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// The signer resembles one on the list.
    LookAlike,
    /// The build record says something else than the certificate it was signed with.
    BuildRecordDiffers,
    /// The same name as in earlier checks, but another account number.
    AccountChanged,
    /// Earlier files of the product were signed by somebody else.
    SignerChanged,
    /// The same name as in earlier checks, but another login service vouched for it.
    IssuerChanged,
    /// Earlier files of the product were signed.
    SignatureMissing,
    /// The list file has mistakes; the entries in force are the last good ones.
    ListHasProblems,
    /// Another file had the same name and version.
    DigestMoved,
    /// Another piece of evidence says something else.
    MixedEvidence,
    /// A saved image calls itself by the name of another repository than the signer did.
    ImageNameDiffers,
    /// Files lie in the folder that the signature does not cover.
    FilesNotCovered,
    /// The same source as in earlier checks, but another workflow signed.
    WorkflowChanged,
    /// The build ran on another kind of machine than earlier ones.
    RunnerChanged,
    /// The build was started by another event than earlier ones.
    TriggerChanged,
    /// The build was made from a branch where earlier ones were made from a tag, or the other way round.
    RefKindChanged,
    /// Whoever is on the list signed a parts list for the file, nothing more.
    ClaimIsPartsListOnly,
    /// No file was compared: the statement alone was checked.
    NoFileCompared,
    /// The public log was part of the proof in earlier checks.
    LogDropped,
    /// A time service was part of the proof in earlier checks.
    TimestampDropped,
    /// A later version was checked before.
    OlderThanSeen,
    /// The checksum list has the file under another name.
    OtherName,
    /// Lines of the checksum list for this file do not count, because their algorithm proves nothing any more.
    WeakChecksumIgnored,
    /// The trust data is older than the person wants it to be.
    TrustDataDated,
    /// The entry that fits is wide.
    BroadEntry,
    /// Of the signer the person knows no more than that they saw it before.
    OnlySeen,
    /// The build ran on a machine that is not the build service's own.
    SelfHostedBuilder,
    /// No entry of the public log is part of the proof.
    PublicLogAbsent,
    /// Nothing of this product was checked before.
    FirstSeen,
    /// A name holds hidden or unusual characters.
    UnusualCharacters,
}

impl Note {
    /// All notes.
    pub const ALL: [Self; 29] = [
        Self::LookAlike,
        Self::BuildRecordDiffers,
        Self::AccountChanged,
        Self::SignerChanged,
        Self::IssuerChanged,
        Self::SignatureMissing,
        Self::ListHasProblems,
        Self::DigestMoved,
        Self::MixedEvidence,
        Self::ImageNameDiffers,
        Self::FilesNotCovered,
        Self::WorkflowChanged,
        Self::RunnerChanged,
        Self::TriggerChanged,
        Self::RefKindChanged,
        Self::ClaimIsPartsListOnly,
        Self::NoFileCompared,
        Self::LogDropped,
        Self::TimestampDropped,
        Self::OlderThanSeen,
        Self::OtherName,
        Self::WeakChecksumIgnored,
        Self::TrustDataDated,
        Self::BroadEntry,
        Self::OnlySeen,
        Self::SelfHostedBuilder,
        Self::PublicLogAbsent,
        Self::FirstSeen,
        Self::UnusualCharacters,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LookAlike => "look-alike",
            Self::AccountChanged => "account-changed",
            Self::SignerChanged => "signer-changed",
            Self::IssuerChanged => "issuer-changed",
            Self::SignatureMissing => "signature-missing",
            Self::ListHasProblems => "list-has-problems",
            Self::DigestMoved => "digest-moved",
            Self::MixedEvidence => "mixed-evidence",
            Self::WorkflowChanged => "workflow-changed",
            Self::RunnerChanged => "runner-changed",
            Self::TriggerChanged => "trigger-changed",
            Self::RefKindChanged => "ref-kind-changed",
            Self::ClaimIsPartsListOnly => "claim-is-parts-list-only",
            Self::NoFileCompared => "no-file-compared",
            Self::LogDropped => "log-dropped",
            Self::TimestampDropped => "timestamp-dropped",
            Self::OlderThanSeen => "older-than-seen",
            Self::OtherName => "other-name",
            Self::ImageNameDiffers => "image-name-differs",
            Self::FilesNotCovered => "files-not-covered",
            Self::WeakChecksumIgnored => "weak-checksum-ignored",
            Self::TrustDataDated => "trust-data-dated",
            Self::BroadEntry => "broad-entry",
            Self::OnlySeen => "only-seen",
            Self::BuildRecordDiffers => "build-record-differs",
            Self::SelfHostedBuilder => "self-hosted-builder",
            Self::PublicLogAbsent => "public-log-absent",
            Self::FirstSeen => "first-seen",
            Self::UnusualCharacters => "unusual-characters",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_kebab_case_and_each_is_used_once() {
        let mut seen = BTreeSet::new();
        let codes = VerdictCode::all().map(VerdictCode::as_str);
        for name in codes.chain(Note::ALL.into_iter().map(Note::as_str)) {
            assert!(seen.insert(name), "{name} is used twice");
            assert!(
                name.bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_lowercase()),
                "{name}"
            );
        }
    }

    #[test]
    fn every_state_has_a_code() {
        for state in State::ALL {
            assert!(
                VerdictCode::all().any(|code| code.state() == state),
                "{state:?}"
            );
        }
    }
}
