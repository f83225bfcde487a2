-- What a profile holds for professionals, and what its citizen has decided about them. All of it is sealed with the profile's key, and
-- bound to its version: what was replaced does not open any more.

-- A document: its type, title, day, depositor, and who sees it.
CREATE TABLE documents (
    profile_id      BYTEA  NOT NULL REFERENCES profiles (id),
    id              BYTEA  NOT NULL,
    version         BIGINT NOT NULL,
    deposited_at    BIGINT NOT NULL,
    document_sealed BYTEA  NOT NULL,
    PRIMARY KEY (profile_id, id)
);

-- What a citizen has decided about a professional, whom a keyed hash over both names: who is treated by whom is not told.
CREATE TABLE care_relations (
    profile_id      BYTEA  NOT NULL REFERENCES profiles (id),
    relation_index  BYTEA  NOT NULL,
    version         BIGINT NOT NULL,
    relation_sealed BYTEA  NOT NULL,
    PRIMARY KEY (profile_id, relation_index)
);

-- Lines that not every citizen reads who may read the history: what a minor keeps from their representatives, and what is about
-- a document that is kept from the citizen for now. Both are sealed in the line as well, which counts.
ALTER TABLE history ADD COLUMN secret BIGINT NOT NULL DEFAULT 0;
ALTER TABLE history ADD COLUMN visible_from BIGINT;
