//! Signed checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

use crate::keys::{Key, base64, sha256};
use crate::time::Seconds;

/// A checkpoint before it is signed. `lines` are the text; a fault is put there and the signatures still hold.
#[derive(Clone)]
pub struct Checkpoint {
    /// Origin, size, root and extension lines, without line feeds.
    pub lines: Vec<String>,
    /// Signature lines in order.
    pub signers: Vec<NoteSigner>,
    /// Text after the last signature line.
    pub trailer: String,
}

/// One signature line.
#[derive(Clone)]
pub struct NoteSigner {
    /// Key name.
    pub name: String,
    /// Four-byte key id.
    pub id: [u8; 4],
    /// Signing key.
    pub key: Key,
    /// A witness signs at this time with a type 0x04 signature.
    pub cosigned_at: Option<Seconds>,
    /// Damages the last byte of the signature.
    pub damaged: bool,
}

impl NoteSigner {
    /// A log's own line. The key id of ECDSA is taken from the SPKI, of Ed25519 from the name (docs/VERIFICATION.md G6).
    pub fn log(name: &str, key: &Key) -> NoteSigner {
        let id = first_four(log_key_id(name, key));
        NoteSigner {
            name: name.to_owned(),
            id,
            key: key.clone(),
            cosigned_at: None,
            damaged: false,
        }
    }

    /// A witness line; the key is Ed25519.
    pub fn witness(name: &str, key: &Key, at: Seconds) -> NoteSigner {
        let id = first_four(sha256(&[name.as_bytes(), b"\n\x04", &key.point()].concat()));
        NoteSigner {
            name: name.to_owned(),
            id,
            key: key.clone(),
            cosigned_at: Some(at),
            damaged: false,
        }
    }

    fn line(&self, text: &str) -> String {
        let mut blob = self.id.to_vec();
        let mut signature = match self.cosigned_at {
            Some(at) => {
                blob.extend((at as u64).to_be_bytes());
                let message = format!("cosignature/v1\ntime {at}\n{text}");
                self.key.sign(self.key.default_hash(), message.as_bytes())
            }
            None => self.key.sign(self.key.default_hash(), text.as_bytes()),
        };
        if self.damaged {
            *signature.last_mut().expect("not empty") ^= 1;
        }
        blob.extend(signature);
        format!("\u{2014} {} {}\n", self.name, base64(&blob))
    }
}

/// Full 32 bytes behind a log's key id: SHA-256 of the SPKI for ECDSA, of `name LF 0x01 key` for Ed25519.
pub fn log_key_id(name: &str, key: &Key) -> [u8; 32] {
    match key {
        Key::Ed25519(_) => sha256(&[name.as_bytes(), b"\n\x01", &key.point()].concat()),
        _ => sha256(&key.spki()),
    }
}

/// First four bytes of a digest.
pub fn first_four(digest: [u8; 32]) -> [u8; 4] {
    [digest[0], digest[1], digest[2], digest[3]]
}

impl Checkpoint {
    /// A right checkpoint with one signature line.
    pub fn new(origin: &str, size: u64, root: &[u8], signer: NoteSigner) -> Checkpoint {
        Checkpoint {
            lines: vec![origin.to_owned(), size.to_string(), base64(root)],
            signers: vec![signer],
            trailer: String::new(),
        }
    }

    /// The signed note.
    pub fn render(&self) -> String {
        let text: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        let signatures: String = self
            .signers
            .iter()
            .map(|signer| signer.line(&text))
            .collect();
        format!("{text}\n{signatures}{}", self.trailer)
    }
}
