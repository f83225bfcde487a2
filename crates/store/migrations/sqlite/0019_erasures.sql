-- When what a closed profile holds is deleted: after ten years, or sooner on request.
ALTER TABLE closures ADD COLUMN on_request INTEGER NOT NULL DEFAULT 0;
ALTER TABLE closures ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
-- Ten years and a day.
UPDATE closures SET due_at = closed_at + 315705600000;
-- Spaces that were closed without an account had no row: when is not known, so their ten years begin now.
INSERT INTO closures (profile_id, closed_at, on_request, due_at)
SELECT p.id, CAST(strftime('%s', 'now') AS INTEGER) * 1000, 0, CAST(strftime('%s', 'now') AS INTEGER) * 1000 + 315705600000
FROM profiles p WHERE p.status = 'closed' AND NOT EXISTS (SELECT 1 FROM closures c WHERE c.profile_id = p.id);
CREATE INDEX closures_due ON closures (due_at);
-- The proof that a profile was deleted, without anything of it.
CREATE TABLE erasures (
    profile_id BLOB NOT NULL PRIMARY KEY REFERENCES profiles (id),
    closed_at  INTEGER NOT NULL,
    erased_at  INTEGER NOT NULL,
    on_request INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
