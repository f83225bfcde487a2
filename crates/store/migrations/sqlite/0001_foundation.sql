-- Instants are milliseconds since 1970 in UTC. Identifiers are 16 random bytes. Columns that end in
-- `_sealed` hold ciphertext; `_index` and `_mac` hold keyed hashes. Nothing personal stands in clear.

-- The key of a profile's data (or, under sixteen zero bytes, of the service's own), wrapped.
CREATE TABLE data_keys (
    id          BLOB NOT NULL PRIMARY KEY,
    keyring_key TEXT NOT NULL,
    wrapped     BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
    id              BLOB    NOT NULL PRIMARY KEY REFERENCES data_keys (id),
    status          TEXT    NOT NULL CHECK (status IN ('active', 'pending', 'opposed', 'closed')),
    identity_sealed BLOB    NOT NULL,
    nir_index       BLOB,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX profiles_by_nir ON profiles (nir_index);

CREATE TABLE accounts (
    id               BLOB    NOT NULL PRIMARY KEY,
    profile_id       BLOB    NOT NULL UNIQUE REFERENCES profiles (id),
    identifier_index BLOB    NOT NULL UNIQUE,
    details_sealed   BLOB    NOT NULL,
    password_sealed  BLOB    NOT NULL,
    -- Raised when credentials change: sessions of an earlier generation are over.
    generation       INTEGER NOT NULL,
    created_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE representations (
    profile_id BLOB    NOT NULL REFERENCES profiles (id),
    account_id BLOB    NOT NULL REFERENCES accounts (id),
    standing   TEXT    NOT NULL CHECK (standing IN ('invited', 'active', 'ended')),
    since      INTEGER NOT NULL,
    PRIMARY KEY (profile_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX representations_by_account ON representations (account_id);

CREATE TABLE sessions (
    token_hash       BLOB    NOT NULL PRIMARY KEY,
    account_id       BLOB    NOT NULL REFERENCES accounts (id),
    generation       INTEGER NOT NULL,
    authenticated_at INTEGER NOT NULL,
    last_seen_at     INTEGER NOT NULL,
    ended_at         INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_age ON sessions (authenticated_at);

-- A sign-in between the right password and the right code.
CREATE TABLE sign_ins (
    token_hash  BLOB    NOT NULL PRIMARY KEY,
    account_id  BLOB    NOT NULL REFERENCES accounts (id),
    generation  INTEGER NOT NULL,
    return_to   TEXT,
    created_at  INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    sends       INTEGER NOT NULL,
    channel     TEXT CHECK (channel IN ('email', 'sms')),
    code_mac    BLOB,
    sent_at     INTEGER,
    expires_at  INTEGER,
    finished_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ins_by_age ON sign_ins (created_at);

CREATE TABLE throttles (
    scope    TEXT    NOT NULL,
    subject  BLOB    NOT NULL,
    failures INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (scope, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    profile_id  BLOB    NOT NULL REFERENCES profiles (id),
    seq         INTEGER NOT NULL,
    id          BLOB    NOT NULL UNIQUE,
    at          INTEGER NOT NULL,
    line_sealed BLOB    NOT NULL,
    previous    BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    PRIMARY KEY (profile_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE history_heads (
    profile_id BLOB    NOT NULL PRIMARY KEY REFERENCES profiles (id),
    seq        INTEGER NOT NULL,
    hash       BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'history lines are never changed'); END;
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history lines are never deleted'); END;

-- What a session has consulted on another's profile: one history line per session and part.
CREATE TABLE consultations (
    session_hash BLOB NOT NULL REFERENCES sessions (token_hash) ON DELETE CASCADE,
    profile_id   BLOB NOT NULL REFERENCES profiles (id),
    part         TEXT NOT NULL,
    PRIMARY KEY (session_hash, profile_id, part)
) STRICT, WITHOUT ROWID;

-- Work for after the transaction: the outbox.
CREATE TABLE jobs (
    id             BLOB    NOT NULL PRIMARY KEY,
    kind           TEXT    NOT NULL,
    payload_sealed BLOB,
    created_at     INTEGER NOT NULL,
    run_at         INTEGER NOT NULL,
    attempts       INTEGER NOT NULL,
    leased_until   INTEGER,
    finished_at    INTEGER,
    failed_at      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_to_run ON jobs (run_at) WHERE finished_at IS NULL AND failed_at IS NULL;

CREATE TABLE flashes (
    token_hash     BLOB    NOT NULL,
    form           TEXT    NOT NULL,
    payload_sealed BLOB    NOT NULL,
    expires_at     INTEGER NOT NULL,
    PRIMARY KEY (token_hash, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX flashes_by_age ON flashes (expires_at);

CREATE TABLE idempotency_keys (
    owner   BLOB    NOT NULL,
    action  TEXT    NOT NULL,
    key     BLOB    NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (owner, action, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (used_at);

-- Facts about the installation: whether it is a demonstration, by how much its clock is ahead.
CREATE TABLE facts (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
