-- The files into which letters are put, numbered for good.
CREATE TABLE letter_batches (
    number       INTEGER NOT NULL PRIMARY KEY,
    -- Whoever is writing the file says so for some seconds at a time: one that dies lets go of it.
    holder       BLOB,
    leased_until INTEGER,
    written_at   INTEGER
) STRICT, WITHOUT ROWID;
-- Each letter that brings a provisional code.
CREATE TABLE letters (
    id            BLOB   NOT NULL PRIMARY KEY,
    profile_id    BLOB   NOT NULL REFERENCES profiles (id),
    -- What the letter says, the code included, until it is in its file.
    letter_sealed BLOB,
    made_at       INTEGER NOT NULL,
    batch         INTEGER REFERENCES letter_batches (number),
    -- Its place in the file, from 1.
    place         INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_to_sort ON letters (id) WHERE batch IS NULL;
CREATE UNIQUE INDEX letters_by_batch ON letters (batch, place) WHERE batch IS NOT NULL;
