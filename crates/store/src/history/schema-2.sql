-- Version 2. Where the parts lists of checks are, and what they were.

CREATE TABLE parts_list (
    id INTEGER PRIMARY KEY,
    observation INTEGER NOT NULL REFERENCES observation (id) ON DELETE CASCADE,
    -- An absolute path.
    place TEXT NOT NULL,
    -- sha256:hex
    digest TEXT NOT NULL
) STRICT;
CREATE INDEX parts_list_observation ON parts_list (observation);
