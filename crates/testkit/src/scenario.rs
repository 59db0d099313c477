//! One signing, from the key to the bundle: who signs what, who witnesses it, and what is wrong with it.

use serde_json::{Value, json};

use crate::ca::Leaf;
use crate::case::Policy;
use crate::ct::Sct;
use crate::keys::{Hash, Key, base64, sha256};
use crate::rekor::{Entry, Kind, Signed, Verifier};
use crate::statement::{PAYLOAD_TYPE, payload, pre_authentication_encoding, provenance};
use crate::time::{NOW, Seconds, Window};
use crate::trusted_root::trusted_root;
use crate::tsa::Token;
use crate::world::{REKOR_V1, REKOR_V2, World};
use crate::{Edit, json_text};

/// The file that the person holds, unless a scenario says otherwise.
pub const ARTIFACT: &[u8] = b"the file that was signed\n";

/// What a verifier gets, and what it should be told to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    /// The bundle.
    pub bundle_json: Vec<u8>,
    /// The file that the person holds.
    pub artifact: Vec<u8>,
    /// The verifier has the artifact's digests only, not its bytes.
    pub digest_only: bool,
    /// The trusted root.
    pub trusted_root_json: Vec<u8>,
    /// Text of the first subject alternative name; empty for a managed key.
    pub identity: String,
    /// Issuer of the identity; empty when there is none.
    pub issuer: String,
    /// Seconds since 1970 at which the verifier looks.
    pub now: i64,
    /// The managed key that the person has, when the scenario is about one.
    pub key_pem: Option<String>,
    /// When that key may have signed; `None` is always.
    pub key_window: Option<Window>,
}

/// Bundle version and spelling of the media type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 0.1
    V01,
    /// 0.2
    V02,
    /// 0.3 in the old spelling, `;version=0.3`
    V03Old,
    /// 0.3 in the new spelling, `.v0.3+json`
    V03,
}

impl Version {
    fn media_type(self) -> &'static str {
        match self {
            Version::V01 => "application/vnd.dev.sigstore.bundle+json;version=0.1",
            Version::V02 => "application/vnd.dev.sigstore.bundle+json;version=0.2",
            Version::V03Old => "application/vnd.dev.sigstore.bundle+json;version=0.3",
            Version::V03 => "application/vnd.dev.sigstore.bundle.v0.3+json",
        }
    }

    fn has_chain(self) -> bool {
        matches!(self, Version::V01 | Version::V02)
    }
}

/// Who signs.
pub enum Signer {
    /// A short-lived certificate.
    Keyless(Box<Keyless>),
    /// A key that the person was given beforehand.
    Managed(Box<Managed>),
}

/// A keyless signer.
pub struct Keyless {
    /// The certificate.
    pub leaf: Leaf,
    /// Number of the CA in the world's list.
    pub authority: usize,
    /// A CA that the trusted root does not list.
    pub unlisted_authority: Option<crate::ca::CertificateAuthority>,
    /// Issuing certificate in the CA's list.
    pub link: usize,
    /// SCTs, with the number of their log in the world's list or a log of their own.
    pub scts: Vec<(usize, Option<crate::ct::CtLog>, Sct)>,
    /// Certificates written behind the leaf in 0.1 and 0.2 bundles.
    pub more_certificates: Vec<Vec<u8>>,
}

/// A managed signer.
pub struct Managed {
    /// The key that signs.
    pub key: Key,
    /// The key that the person has.
    pub known_pem: Option<String>,
    /// When that key may have signed.
    pub window: Option<Window>,
    /// Hint in the bundle; the default is base64 of SHA-256 of the SPKI.
    pub hint: String,
}

impl Managed {
    /// The person has the very key that signs.
    pub fn new(key: Key) -> Managed {
        let hint = base64(&sha256(&key.spki()));
        Managed {
            known_pem: Some(key.public_pem()),
            key,
            window: None,
            hint,
        }
    }
}

/// What is signed.
pub enum Content {
    /// The artifact itself.
    Message {
        /// Digest under which it is signed.
        hash: Hash,
        /// Writes `messageDigest`.
        with_hint: bool,
    },
    /// A DSSE envelope.
    Envelope {
        /// `payloadType` in the envelope.
        payload_type: String,
        /// Type under which it is signed, when that differs.
        signed_type: Option<String>,
        /// Payload.
        payload: Vec<u8>,
        /// `keyid` of the signature.
        key_id: Option<String>,
    },
}

/// How a signature is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// What the algorithm registry says for the key; Ed25519ph for an Ed25519 message.
    Registry,
    /// Pure Ed25519 over the message.
    PureEd25519,
}

/// A signing to be carried out.
pub struct Scenario {
    /// The instance; its trusted root is made from this.
    pub world: World,
    /// Who signs.
    pub signer: Signer,
    /// What is signed.
    pub content: Content,
    /// How it is signed.
    pub scheme: Scheme,
    /// The file that the person holds.
    pub artifact: Vec<u8>,
    /// The file that was signed, when it is another one.
    pub signed_artifact: Option<Vec<u8>>,
    /// The person has the digest only.
    pub digest_only: bool,
    /// Bundle version.
    pub version: Version,
    /// Log entries.
    pub entries: Vec<Entry>,
    /// Time stamps.
    pub tokens: Vec<Token>,
    /// What the verifier demands.
    pub policy: Policy,
    /// When the verifier looks.
    pub now: Seconds,
    /// Changes the signature before anybody logs or stamps it.
    pub signature: Edit<Vec<u8>>,
    /// Changes the finished bundle.
    pub bundle: Edit<Value>,
    /// Changes the finished text of the bundle.
    pub text: Edit<String>,
    /// Changes the finished trusted root.
    pub root: Edit<Value>,
}

impl Scenario {
    fn new(signer: Signer, content: Content, policy: Policy) -> Scenario {
        Scenario {
            world: World::new(),
            signer,
            content,
            scheme: Scheme::Registry,
            artifact: ARTIFACT.to_vec(),
            signed_artifact: None,
            digest_only: false,
            version: Version::V03,
            entries: Vec::new(),
            tokens: Vec::new(),
            policy,
            now: NOW,
            signature: Edit::none(),
            bundle: Edit::none(),
            text: Edit::none(),
            root: Edit::none(),
        }
    }

    fn keyless(content: Content) -> Scenario {
        let keyless = Keyless {
            leaf: Leaf::workflow(Key::p256("leaf")),
            authority: 0,
            unlisted_authority: None,
            link: 0,
            scts: vec![(0, None, Sct::default())],
            more_certificates: Vec::new(),
        };
        Scenario::new(
            Signer::Keyless(Box::new(keyless)),
            content,
            Policy::PUBLIC_GOOD,
        )
    }

    /// Workflow signs a file; Rekor v1 logs it and gives the time.
    pub fn message_rekor_v1() -> Scenario {
        let mut scenario = Scenario::keyless(message(Hash::Sha256));
        scenario
            .entries
            .push(Entry::new(REKOR_V1, Kind::HashedRekord));
        scenario
    }

    /// Workflow signs a file; Rekor v2 logs it, a time-stamp authority gives the time.
    pub fn message_rekor_v2() -> Scenario {
        let mut scenario = Scenario::keyless(message(Hash::Sha256));
        scenario
            .entries
            .push(Entry::new(REKOR_V2, Kind::HashedRekord));
        scenario.tokens.push(Token::new(0));
        scenario
    }

    /// Workflow signs a provenance statement; Rekor v1 logs it as `kind` and gives the time.
    pub fn envelope_rekor_v1(kind: Kind) -> Scenario {
        let mut scenario = Scenario::keyless(envelope(&provenance(ARTIFACT)));
        scenario.entries.push(Entry::new(REKOR_V1, kind));
        scenario
    }

    /// Workflow signs a provenance statement; Rekor v2 logs it, a time-stamp authority gives the time.
    pub fn envelope_rekor_v2() -> Scenario {
        let mut scenario = Scenario::keyless(envelope(&provenance(ARTIFACT)));
        scenario
            .entries
            .push(Entry::new(REKOR_V2, Kind::HashedRekord));
        scenario.tokens.push(Token::new(0));
        scenario
    }

    /// Workflow signs a provenance statement under an instance without logs; a time stamp is all there is.
    pub fn envelope_private() -> Scenario {
        let mut scenario = Scenario::keyless(envelope(&provenance(ARTIFACT)));
        scenario.world = World::private();
        scenario.policy = Policy::TIME_ONLY;
        let keyless = scenario.keyless_signer();
        keyless.authority = 1;
        keyless.scts.clear();
        scenario.tokens.push(Token {
            digest: Hash::Sha384,
            ..Token::new(1)
        });
        scenario
    }

    /// Number `number` of many: one of the four common shapes in turn, with a key, a certificate and a file that no
    /// other number has; and what its file may be called.
    pub fn distinct(number: usize) -> (String, Scenario) {
        let (name, mut scenario) = match number % 4 {
            0 => ("message-v1", Self::message_rekor_v1()),
            1 => ("envelope-v1", Self::envelope_rekor_v1(Kind::Dsse)),
            2 => ("message-v2", Self::message_rekor_v2()),
            _ => ("envelope-v2", Self::envelope_rekor_v2()),
        };
        scenario.leaf().key = Key::p256(&format!("leaf {number}"));
        scenario.artifact = format!("file number {number}\n").into_bytes();
        if let Content::Envelope { payload: held, .. } = &mut scenario.content {
            *held = payload(&provenance(&scenario.artifact));
        }
        (format!("{number:05}-{name}"), scenario)
    }

    /// A managed key signs a file; no log, no time.
    pub fn message_managed(key: Key) -> Scenario {
        let hash = key.default_hash();
        let pure = matches!(key, Key::Ed25519(_));
        let signer = Signer::Managed(Box::new(Managed::new(key)));
        let mut scenario = Scenario::new(signer, message(hash), Policy::MANAGED_KEY);
        if pure {
            scenario.scheme = Scheme::PureEd25519;
        }
        scenario
    }

    /// The keyless signer, to be altered.
    pub fn keyless_signer(&mut self) -> &mut Keyless {
        match &mut self.signer {
            Signer::Keyless(keyless) => keyless,
            Signer::Managed(_) => panic!("a keyless scenario"),
        }
    }

    /// The leaf, to be altered.
    pub fn leaf(&mut self) -> &mut Leaf {
        &mut self.keyless_signer().leaf
    }

    /// The first SCT, to be altered.
    pub fn sct(&mut self) -> &mut Sct {
        &mut self.keyless_signer().scts[0].2
    }

    /// The managed signer, to be altered.
    pub fn managed(&mut self) -> &mut Managed {
        match &mut self.signer {
            Signer::Managed(managed) => managed,
            Signer::Keyless(_) => panic!("a managed-key scenario"),
        }
    }

    /// The first log entry, to be altered.
    pub fn entry(&mut self) -> &mut Entry {
        &mut self.entries[0]
    }

    /// The first time stamp, to be altered.
    pub fn token(&mut self) -> &mut Token {
        &mut self.tokens[0]
    }

    /// The leaf certificate as it stands, DER.
    pub fn certificate(&self) -> Vec<u8> {
        let Signer::Keyless(keyless) = &self.signer else {
            panic!("a keyless scenario")
        };
        let listed = &self.world.authorities[keyless.authority];
        let authority = keyless.unlisted_authority.as_ref().unwrap_or(listed);
        let scts: Vec<_> = keyless
            .scts
            .iter()
            .map(|(number, unlisted, sct)| {
                let log = unlisted
                    .clone()
                    .unwrap_or_else(|| self.world.ct_logs[*number].clone());
                (log, sct)
            })
            .collect();
        authority.issue(&keyless.leaf, keyless.link, &scts)
    }

    fn key(&self) -> &Key {
        match &self.signer {
            Signer::Keyless(keyless) => &keyless.leaf.key,
            Signer::Managed(managed) => &managed.key,
        }
    }

    /// What the signer hands to a log.
    pub fn sign(&self) -> Signed {
        let key = self.key();
        let verifier = match &self.signer {
            Signer::Keyless(_) => Verifier::Certificate(self.certificate()),
            Signer::Managed(managed) => Verifier::PublicKey(managed.key.spki()),
        };
        let mut key_details = key.key_details();
        let artifact = self.signed_artifact.as_ref().unwrap_or(&self.artifact);
        let (hash, message) = match &self.content {
            Content::Message { hash, .. } => (*hash, artifact.clone()),
            Content::Envelope {
                payload_type,
                signed_type,
                payload,
                ..
            } => {
                let kind = signed_type.as_ref().unwrap_or(payload_type);
                (
                    key.default_hash(),
                    pre_authentication_encoding(kind, payload),
                )
            }
        };
        let is_message = matches!(self.content, Content::Message { .. });
        let mut signature = match (key, self.scheme) {
            (Key::Ed25519(_), Scheme::Registry) if is_message => {
                key_details = "PKIX_ED25519_PH";
                key.sign_ed25519ph(&message)
            }
            _ => key.sign(hash, &message),
        };
        self.signature.apply(&mut signature);
        let envelope = match &self.content {
            Content::Message { .. } => None,
            Content::Envelope {
                payload_type,
                payload,
                key_id,
                ..
            } => {
                let mut line = json!({ "sig": base64(&signature) });
                if let Some(key_id) = key_id {
                    line["keyid"] = json!(key_id);
                }
                let envelope = json!({
                    "payload": base64(payload),
                    "payloadType": payload_type,
                    "signatures": [line],
                });
                Some((payload_type.clone(), payload.clone(), envelope))
            }
        };
        Signed {
            signature,
            verifier,
            key_details,
            hash,
            message,
            envelope,
        }
    }

    /// Carries the scenario out.
    pub fn mint(&self) -> Minted {
        let signed = self.sign();
        let mut material = json!({});
        match &signed.verifier {
            Verifier::Certificate(leaf) if self.version.has_chain() => {
                let Signer::Keyless(keyless) = &self.signer else {
                    panic!("a keyless scenario")
                };
                let list: Vec<Value> = std::iter::once(leaf)
                    .chain(&keyless.more_certificates)
                    .map(|der| json!({ "rawBytes": base64(der) }))
                    .collect();
                material["x509CertificateChain"] = json!({ "certificates": list });
            }
            Verifier::Certificate(leaf) => {
                material["certificate"] = json!({ "rawBytes": base64(leaf) });
            }
            Verifier::PublicKey(_) => {
                let Signer::Managed(managed) = &self.signer else {
                    panic!("a managed key")
                };
                material["publicKey"] = json!({ "hint": managed.hint });
            }
        }
        let entries: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| {
                let log = entry
                    .unlisted_log
                    .as_ref()
                    .unwrap_or_else(|| &self.world.logs[entry.log]);
                entry.make(log, &signed)
            })
            .collect();
        if !entries.is_empty() {
            material["tlogEntries"] = json!(entries);
        }
        let tokens: Vec<Value> = self
            .tokens
            .iter()
            .map(|token| {
                let tsa = token
                    .unlisted_tsa
                    .as_ref()
                    .unwrap_or_else(|| &self.world.tsas[token.tsa]);
                json!({ "signedTimestamp": base64(&token.respond(tsa, &signed.signature)) })
            })
            .collect();
        if !tokens.is_empty() {
            material["timestampVerificationData"] = json!({ "rfc3161Timestamps": tokens });
        }
        let mut bundle = json!({
            "mediaType": self.version.media_type(),
            "verificationMaterial": material,
        });
        match (&self.content, &signed.envelope) {
            (Content::Message { hash, with_hint }, _) => {
                let mut part = json!({ "signature": base64(&signed.signature) });
                if *with_hint {
                    part["messageDigest"] = json!({
                        "algorithm": hash.proto_name(),
                        "digest": base64(&hash.digest(&signed.message)),
                    });
                }
                bundle["messageSignature"] = part;
            }
            (Content::Envelope { .. }, envelope) => {
                let (_, _, envelope) = envelope.as_ref().expect("an envelope");
                bundle["dsseEnvelope"] = envelope.clone();
            }
        }
        self.bundle.apply(&mut bundle);
        let mut text = json_text(&bundle);
        self.text.apply(&mut text);
        let mut root = trusted_root(&self.world);
        self.root.apply(&mut root);

        let (identity, issuer, key_pem, key_window) = match &self.signer {
            Signer::Keyless(keyless) => {
                (keyless.leaf.identity(), keyless.leaf.issuer(), None, None)
            }
            Signer::Managed(managed) => (
                String::new(),
                String::new(),
                managed.known_pem.clone(),
                managed.window,
            ),
        };
        Minted {
            bundle_json: text.into_bytes(),
            artifact: self.artifact.clone(),
            digest_only: self.digest_only,
            trusted_root_json: json_text(&root).into_bytes(),
            identity,
            issuer,
            now: self.now,
            key_pem,
            key_window,
        }
    }
}

/// A message signature with its digest written beside it.
pub(crate) fn message(hash: Hash) -> Content {
    Content::Message {
        hash,
        with_hint: true,
    }
}

/// An in-toto statement in an envelope.
pub(crate) fn envelope(statement: &Value) -> Content {
    Content::Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        signed_type: None,
        payload: payload(statement),
        key_id: None,
    }
}
