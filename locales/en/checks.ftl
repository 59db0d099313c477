# The recorded checks: what each one says when it holds. `check-` and the id of the check, dots and
# underscores as hyphens. The standard term stands in brackets for those who look it up.

## Form of the evidence
check-input-limits = The signature file is within the limits of size and number.
check-json-strict = The signature file is one well-formed document, with nothing in it twice or unknown.
check-bundle-media-type = The signature file names a format this app reads (bundle media type).
check-bundle-oneof = The signature file holds exactly one kind of content and one kind of key.
check-bundle-version-shape = The signature file holds what its form and version demand.
check-chain-superfluous = The list of certificates starts with the signer; the rest is not relied on.

## Trust data
check-root-instance-choice = The trust data that applies was chosen.
check-root-age = The trust data is not older than you allow.
check-root-prepare = The signing service's own certificates in the trust data hold together.

## Signer's certificate, as found
check-leaf-parse = The signer's certificate is well formed (X.509).

## Public log
check-tlog-log = The log is one the trust data names (log ID).
check-tlog-body-kind = The log entry is of a kind this app reads and says so everywhere.
check-tlog-set = The log promised to keep exactly this entry (signed entry timestamp).
check-tlog-checkpoint-format = The log's signed state is well formed (checkpoint).
check-tlog-checkpoint-sig = The log signed its state (checkpoint signature).
check-tlog-log-binding = Entry, proof and signed state speak of the same log.
check-tlog-inclusion = The entry is part of the state that the log signed (inclusion proof).
check-tlog-witness = Others watched the log and signed its state too (witnesses).
check-tlog-window = The log's key was in use at that time.
check-tlog-threshold = There are as many proven log entries as are needed.

## Time stamps
check-tsp-status = The time service answered with a time stamp (RFC 3161 response).
check-tsp-imprint = The time stamp is about exactly this signature (message imprint).
check-tsp-signer = The time stamp has one signer, a service the trust data names.
check-tsp-attrs = The time service signed this time and no other (signed attributes).
check-tsp-signature = The time service's signature holds.
check-tsp-ess = The time stamp names the certificate that signed it (ESSCertID).
check-tsp-cert = The time service's certificate is one for time stamps.
check-tsp-window = The time lies within the dates of the time service.

## Proven times
check-time-sources = The sources of the signing time were collected.
check-time-threshold = There are as many proven times as are needed.
check-time-future = No proven time lies in the future.

## Signer's certificate
check-chain-path = A signing service of the trust data is named as issuer of the certificate.
check-chain-signatures = The signing service signed the certificate.
check-chain-constraints = The certificates are of the right rank and ask for nothing unknown (constraints).
check-chain-eku = The certificate is one for signing code (extended key usage).
check-chain-time = The certificate and its signing service were in their dates at every proven time.
check-leaf-profile = The certificate has the form the signing service gives.
check-issuer-read = The certificate names one login service clearly.
check-sct-present = The certificate carries proof that it was made in public (SCT).
check-sct-log = That proof comes from a certificate log the trust data names.
check-sct-signature = The certificate log signed the proof.

## Key of one's own
check-key-hint = The key to check with was given, and the signature file names no other.
check-key-window = The key was in its dates at every proven time.

## Signature and file
check-sig-algorithm = The method of signing fits the key and is one this app checks.
check-dsse-one-signature = The signed statement carries exactly one signature (DSSE).
check-dsse-type = What was signed is declared as a statement about files (in-toto payload type).
check-dsse-pae = The signature holds over the whole statement (DSSE).
check-intoto-statement = What was signed is a statement that names files (in-toto statement).
check-intoto-subject = The statement names exactly this file (subject digest).
check-model-manifest = The statement lists the files of a folder (model signing).
check-model-root = The digest of the whole is that of the listed files together.
check-list-line = The signed checksum list names this file with its digest.
check-model-files = Every listed file is in the folder and as listed, and no other is.
check-image-payload = The signed text is about an image, and names exactly this one.
check-git-signer = One signer signed the commit or tag, and the certificate in it is that signer's.
check-git-object = What was signed is the digest of exactly this commit or tag.
check-sig-message = The signature holds over exactly this file.
check-message-digest = The digest written in the signature file is that of this file.

## Log entry and signature belong together
check-entry-signature = The log entry records this signature.
check-entry-key = The log entry records this certificate or key.
check-entry-digest = The log entry records this content.
