-- Version 1. Checks are only ever added and forgotten, never changed.

CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    -- Number of its newest check and how many there are; kept by the triggers below.
    latest INTEGER NOT NULL,
    total INTEGER NOT NULL
) STRICT;
CREATE INDEX product_latest ON product (latest DESC);

-- Branch and tag are not part of a signer: they are other ones with every release.
CREATE TABLE signer (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    repository TEXT NOT NULL,
    repository_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    -- The latest check it was proven in without being another signer than before, and the product of that.
    latest INTEGER NOT NULL DEFAULT 0,
    product INTEGER,
    UNIQUE (name, kind, issuer, repository, repository_id, owner, owner_id)
) STRICT;

CREATE TABLE observation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Milliseconds since 1970.
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    product INTEGER NOT NULL REFERENCES product (id),
    line TEXT NOT NULL,
    version TEXT,
    digest TEXT,
    size INTEGER,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    -- 0 proves nothing, 1 proven but another signer than before, 2 proven, 3 proven and on the list.
    standing INTEGER NOT NULL,
    signer INTEGER REFERENCES signer (id),
    -- What follows the signer's name in the certificate: @refs/tags/v1.
    name_tail TEXT,
    source_ref TEXT,
    build_trigger TEXT,
    runner TEXT,
    claim TEXT,
    logged INTEGER NOT NULL,
    timestamped INTEGER NOT NULL,
    entry_id TEXT,
    entry_label TEXT,
    evidence TEXT NOT NULL,
    trust_dated INTEGER,
    -- Codes of what differed, each with the number of the earlier check: signer-changed=12 older-than-seen=7
    changes TEXT NOT NULL,
    -- What a search looks through, in lower case.
    words TEXT NOT NULL
) STRICT;
-- For what is on screen, for what checks are compared with, and for what is kept only so long.
CREATE INDEX observation_product ON observation (product, id DESC);
CREATE INDEX observation_base ON observation (product, standing, signer, digest, id) WHERE standing > 0;
CREATE INDEX observation_version ON observation (product, version, line, digest, id) WHERE standing > 0;
CREATE INDEX observation_at ON observation (at);
CREATE INDEX observation_state ON observation (state, product, id);

CREATE TRIGGER observation_added AFTER INSERT ON observation BEGIN
    UPDATE product SET latest = max(latest, new.id), total = total + 1 WHERE id = new.product;
END;
CREATE TRIGGER observation_forgotten AFTER DELETE ON observation BEGIN
    UPDATE product
    SET total = total - 1,
        latest = coalesce((SELECT max(id) FROM observation WHERE product = old.product), 0)
    WHERE id = old.product;
    DELETE FROM product WHERE id = old.product AND total = 0;
END;
