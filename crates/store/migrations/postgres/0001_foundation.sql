-- Instants are milliseconds since 1970 in UTC. Identifiers are 16 random bytes. Columns that end in
-- `_sealed` hold ciphertext; `_index` and `_mac` hold keyed hashes. Nothing personal stands in clear.

-- The key of a profile's data (or, under sixteen zero bytes, of the service's own), wrapped.
CREATE TABLE data_keys (
    id          BYTEA NOT NULL PRIMARY KEY,
    keyring_key TEXT NOT NULL,
    wrapped     BYTEA NOT NULL
);

CREATE TABLE profiles (
    id              BYTEA    NOT NULL PRIMARY KEY REFERENCES data_keys (id),
    status          TEXT    NOT NULL CHECK (status IN ('active', 'pending', 'opposed', 'closed')),
    identity_sealed BYTEA    NOT NULL,
    nir_index       BYTEA,
    created_at      BIGINT NOT NULL
);
CREATE INDEX profiles_by_nir ON profiles (nir_index);

CREATE TABLE accounts (
    id               BYTEA    NOT NULL PRIMARY KEY,
    profile_id       BYTEA    NOT NULL UNIQUE REFERENCES profiles (id),
    identifier_index BYTEA    NOT NULL UNIQUE,
    details_sealed   BYTEA    NOT NULL,
    password_sealed  BYTEA    NOT NULL,
    -- Raised when credentials change: sessions of an earlier generation are over.
    generation       BIGINT NOT NULL,
    created_at       BIGINT NOT NULL
);

CREATE TABLE representations (
    profile_id BYTEA    NOT NULL REFERENCES profiles (id),
    account_id BYTEA    NOT NULL REFERENCES accounts (id),
    standing   TEXT    NOT NULL CHECK (standing IN ('invited', 'active', 'ended')),
    since      BIGINT NOT NULL,
    PRIMARY KEY (profile_id, account_id)
);
CREATE INDEX representations_by_account ON representations (account_id);

CREATE TABLE sessions (
    token_hash       BYTEA    NOT NULL PRIMARY KEY,
    account_id       BYTEA    NOT NULL REFERENCES accounts (id),
    generation       BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    last_seen_at     BIGINT NOT NULL,
    ended_at         BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_age ON sessions (authenticated_at);

-- A sign-in between the right password and the right code.
CREATE TABLE sign_ins (
    token_hash  BYTEA    NOT NULL PRIMARY KEY,
    account_id  BYTEA    NOT NULL REFERENCES accounts (id),
    generation  BIGINT NOT NULL,
    return_to   TEXT,
    created_at  BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    sends       BIGINT NOT NULL,
    channel     TEXT CHECK (channel IN ('email', 'sms')),
    code_mac    BYTEA,
    sent_at     BIGINT,
    expires_at  BIGINT,
    finished_at BIGINT
);
CREATE INDEX sign_ins_by_age ON sign_ins (created_at);

CREATE TABLE throttles (
    scope    TEXT    NOT NULL,
    subject  BYTEA    NOT NULL,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (scope, subject)
);

CREATE TABLE history (
    profile_id  BYTEA    NOT NULL REFERENCES profiles (id),
    seq         BIGINT NOT NULL,
    id          BYTEA    NOT NULL UNIQUE,
    at          BIGINT NOT NULL,
    line_sealed BYTEA    NOT NULL,
    previous    BYTEA    NOT NULL,
    hash        BYTEA    NOT NULL,
    PRIMARY KEY (profile_id, seq)
);

CREATE TABLE history_heads (
    profile_id BYTEA    NOT NULL PRIMARY KEY REFERENCES profiles (id),
    seq        BIGINT NOT NULL,
    hash       BYTEA    NOT NULL
);

CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'history lines are never changed nor deleted'; END $$;
CREATE TRIGGER history_is_never_changed BEFORE UPDATE OR DELETE ON history
FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER history_is_never_emptied BEFORE TRUNCATE ON history
FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();

-- What a session has consulted on another's profile: one history line per session and part.
CREATE TABLE consultations (
    session_hash BYTEA NOT NULL REFERENCES sessions (token_hash) ON DELETE CASCADE,
    profile_id   BYTEA NOT NULL REFERENCES profiles (id),
    part         TEXT NOT NULL,
    PRIMARY KEY (session_hash, profile_id, part)
);

-- Work for after the transaction: the outbox.
CREATE TABLE jobs (
    id             BYTEA    NOT NULL PRIMARY KEY,
    kind           TEXT    NOT NULL,
    payload_sealed BYTEA,
    created_at     BIGINT NOT NULL,
    run_at         BIGINT NOT NULL,
    attempts       BIGINT NOT NULL,
    leased_until   BIGINT,
    finished_at    BIGINT,
    failed_at      BIGINT
);
CREATE INDEX jobs_to_run ON jobs (run_at) WHERE finished_at IS NULL AND failed_at IS NULL;

CREATE TABLE flashes (
    token_hash     BYTEA    NOT NULL,
    form           TEXT    NOT NULL,
    payload_sealed BYTEA    NOT NULL,
    expires_at     BIGINT NOT NULL,
    PRIMARY KEY (token_hash, form)
);
CREATE INDEX flashes_by_age ON flashes (expires_at);

CREATE TABLE idempotency_keys (
    owner   BYTEA    NOT NULL,
    action  TEXT    NOT NULL,
    key     BYTEA    NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (owner, action, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (used_at);

-- Facts about the installation: whether it is a demonstration, by how much its clock is ahead.
CREATE TABLE facts (
    name  TEXT    NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
