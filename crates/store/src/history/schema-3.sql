-- Version 3. The latest check of each signer, and one of the same bytes, are found without reading all of a product.

DROP INDEX observation_base;
CREATE INDEX observation_base ON observation (product, standing, signer, id, digest) WHERE signer IS NOT NULL;
CREATE INDEX observation_digest ON observation (product, digest, id) WHERE standing > 0;
