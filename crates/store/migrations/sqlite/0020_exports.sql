-- Files with everything that a profile holds, asked for or there. They stand sealed outside the database; here stands whose they
-- are and, sealed with the profile's key, by which key they open.

CREATE TABLE exports (
    id              BLOB    NOT NULL PRIMARY KEY,
    profile_id      BLOB    NOT NULL REFERENCES profiles (id),
    -- Who asked; with one's own closure the account is gone.
    account_id      BLOB    NOT NULL,
    order_sealed    BLOB    NOT NULL,
    asked_at        INTEGER NOT NULL,
    -- Of a hundred.
    percent         INTEGER NOT NULL DEFAULT 0,
    -- Once it is there: the file's name, key and length.
    file_sealed     BLOB,
    expires_at      INTEGER,
    -- After a closure: the code that was sent to whoever asked, and what their browser holds since it was right.
    code_mac        BLOB,
    code_expires_at INTEGER,
    grant_mac       BLOB,
    grant_until     INTEGER,
    -- When it was first downloaded with that.
    fetched_at      INTEGER,
    UNIQUE (profile_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX exports_by_age ON exports (expires_at);
