-- Version 4. What files are called like that were kept under a package which they say they are.

CREATE TABLE called_like (
    -- As the key of a product by its name.
    name TEXT NOT NULL,
    product INTEGER NOT NULL,
    observation INTEGER NOT NULL REFERENCES observation (id) ON DELETE CASCADE,
    PRIMARY KEY (name, product, observation)
) STRICT, WITHOUT ROWID;
CREATE INDEX called_like_observation ON called_like (observation);
