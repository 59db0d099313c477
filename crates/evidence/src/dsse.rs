//! DSSE envelopes (DSSE protocol 1.0).

/// A signed envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The decoded payload: exactly these bytes are signed, and only these may be parsed.
    pub payload: Vec<u8>,
    /// Content type of the payload; signed together with it.
    pub payload_type: String,
    /// Signatures, as listed.
    pub signatures: Vec<Signature>,
    /// The envelope's JSON exactly as it was handed to a log, where it came by itself: kept for what a log
    /// recorded of those very bytes. Absent for an envelope that is part of a larger document.
    pub exact: Option<Vec<u8>>,
}

/// One signature of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The signature.
    pub sig: Vec<u8>,
    /// A hint at the key; not signed. Empty when absent.
    pub keyid: String,
}

impl Envelope {
    /// The bytes that are signed: `DSSEv1 SP length(type) SP type SP length(payload) SP payload`.
    pub fn pre_authentication_encoding(&self) -> Vec<u8> {
        let head = format!(
            "DSSEv1 {} {} {} ",
            self.payload_type.len(),
            self.payload_type,
            self.payload.len()
        );
        let mut encoded = Vec::with_capacity(head.len() + self.payload.len());
        encoded.extend_from_slice(head.as_bytes());
        encoded.extend_from_slice(&self.payload);
        encoded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_the_protocol_document_shows() {
        let envelope = Envelope {
            payload: b"hello world".to_vec(),
            payload_type: "http://example.com/HelloWorld".to_owned(),
            signatures: Vec::new(),
            exact: None,
        };
        assert_eq!(
            envelope.pre_authentication_encoding(),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }
}
