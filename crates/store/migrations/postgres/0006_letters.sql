-- The files into which letters are put, numbered for good.
CREATE TABLE letter_batches (
    number       BIGINT NOT NULL PRIMARY KEY,
    -- Whoever is writing the file says so for some seconds at a time: one that dies lets go of it.
    holder       BYTEA,
    leased_until BIGINT,
    written_at   BIGINT
);
-- Each letter that brings a provisional code.
CREATE TABLE letters (
    id            BYTEA  NOT NULL PRIMARY KEY,
    profile_id    BYTEA  NOT NULL REFERENCES profiles (id),
    -- What the letter says, the code included, until it is in its file.
    letter_sealed BYTEA,
    made_at       BIGINT NOT NULL,
    batch         BIGINT REFERENCES letter_batches (number),
    -- Its place in the file, from 1.
    place         BIGINT
);
CREATE INDEX letters_to_sort ON letters (id) WHERE batch IS NULL;
CREATE UNIQUE INDEX letters_by_batch ON letters (batch, place) WHERE batch IS NOT NULL;
