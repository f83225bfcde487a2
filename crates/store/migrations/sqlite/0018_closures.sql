-- The profiles that were closed after they had been active: what they hold is kept for ten years.
CREATE TABLE closures (
    profile_id BLOB NOT NULL PRIMARY KEY REFERENCES profiles (id),
    closed_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
