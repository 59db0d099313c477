# What the settings tell and nobody can change.

## Limits. $most is a size or a count.

limit-evidence = A signature file: { $most }
limit-evidence-pieces = Signatures in one file: { $most }
limit-log-entries = Entries of public logs with one signature: { $most }
limit-timestamps = Time stamps with one signature: { $most }
limit-chain = Certificates from a signer to its signing service: { $most }
limit-subjects = Files that one signed statement names: { $most }
limit-checksum-lines = Lines of a checksum list: { $most }
limit-folder-files = Files of a folder that one signature is over: { $most }
limit-watched-files = Files of a watched folder: { $most }
limit-archive = What is unpacked to look into an archive: { $most }
limit-archive-files = Files of an archive: { $most }
limit-parts-list = A parts list (SBOM): { $most }
limit-parts-list-yaml = A parts list as YAML: { $most }
limit-parts = Parts of a parts list: { $most }
limit-attachments = Signatures and statements attached to one image: { $most }
limit-attached = What is fetched of them: { $most }
limit-trusted-root = A trusted-root file: { $most }
limit-pasted = Pasted text that digests are looked for in: { $most }
limit-answer-seconds = Seconds that an answer of a server may take: { $most }

## What is recognised and not checked

unchecked-name = { $name }
unchecked-signatures = Signatures of other systems
unchecked-signatures-instead = Use the tool that belongs to the system, or ask the publisher for a Sigstore bundle.
unchecked-archives = Archives that are not looked into
unchecked-archives-instead = The archive is checked as a file. To check what is in it, unpack it with another program and check that.
unchecked-parts-lists = Parts lists that are not read
unchecked-parts-lists-instead = Ask the publisher for the list as CycloneDX or SPDX in JSON.
