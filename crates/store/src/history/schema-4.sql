-- Version 4. The signing service that issued a certificate is part of the signer, when the person added it; empty for
-- those built in, and for all that was recorded before.

CREATE TABLE signer_4 (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    instance TEXT NOT NULL,
    repository TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    -- The latest check it was proven in without being another signer than before, and the product of that.
    latest INTEGER NOT NULL DEFAULT 0,
    product INTEGER,
    UNIQUE (name, kind, issuer, instance, repository, repository_id, owner, owner_id)
) STRICT;
INSERT INTO signer_4
    SELECT id, kind, name, issuer, '', repository, repository_id, owner, owner_id, latest, product FROM signer;
DROP TABLE signer;
ALTER TABLE signer_4 RENAME TO signer;

-- What files are called like that were kept under a package which they say they are.

CREATE TABLE called_like (
    -- As the key of a product by its name.
    name TEXT NOT NULL,
    product INTEGER NOT NULL,
    observation INTEGER NOT NULL REFERENCES observation (id) ON DELETE CASCADE,
    PRIMARY KEY (name, product, observation)
) STRICT, WITHOUT ROWID;
CREATE INDEX called_like_observation ON called_like (observation);
