-- When what a closed profile holds is deleted: after ten years, or sooner on request.
ALTER TABLE closures ADD COLUMN on_request INTEGER NOT NULL DEFAULT 0;
ALTER TABLE closures ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
-- Ten years and a day.
UPDATE closures SET due_at = closed_at + 315705600000;
CREATE INDEX closures_due ON closures (due_at);
-- The proof that a profile was deleted, without anything of it.
CREATE TABLE erasures (
    profile_id BLOB NOT NULL PRIMARY KEY REFERENCES profiles (id),
    closed_at  INTEGER NOT NULL,
    erased_at  INTEGER NOT NULL,
    on_request INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
