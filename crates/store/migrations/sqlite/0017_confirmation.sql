-- When the password was typed last in a session: what is sensitive asks for it again. The hash of a session's row covers it, so
-- whoever is signed in signs in again.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
