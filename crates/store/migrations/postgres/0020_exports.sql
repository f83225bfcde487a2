-- Files with everything that a profile holds, asked for or there. They stand sealed outside the database; here stands whose they
-- are and, sealed with the profile's key, by which key they open.

CREATE TABLE exports (
    id              BYTEA   NOT NULL PRIMARY KEY,
    profile_id      BYTEA   NOT NULL REFERENCES profiles (id),
    -- Who asked; with one's own closure the account is gone.
    account_id      BYTEA   NOT NULL,
    order_sealed    BYTEA   NOT NULL,
    asked_at        BIGINT NOT NULL,
    -- Of a hundred.
    percent         BIGINT NOT NULL DEFAULT 0,
    -- Once it is there: the file's name, key and length.
    file_sealed     BYTEA,
    expires_at      BIGINT,
    -- After a closure: the code that was sent to whoever asked, and what their browser holds since it was right.
    code_mac        BYTEA,
    code_expires_at BIGINT,
    grant_mac       BYTEA,
    grant_until     BIGINT,
    -- When it was first downloaded with that.
    fetched_at      BIGINT,
    UNIQUE (profile_id, account_id)
);
CREATE INDEX exports_by_age ON exports (expires_at);
