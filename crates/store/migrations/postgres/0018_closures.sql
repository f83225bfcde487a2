-- The profiles that were closed after they had been active: what they hold is kept for ten years.
CREATE TABLE closures (
    profile_id BYTEA NOT NULL PRIMARY KEY REFERENCES profiles (id),
    closed_at  BIGINT NOT NULL
);
