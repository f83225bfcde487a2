-- Each opposition, and the attestation of it. Lifting it by activating leaves the row.
CREATE TABLE oppositions (
    id                 BYTEA   NOT NULL PRIMARY KEY,
    profile_id         BYTEA   NOT NULL REFERENCES profiles (id),
    -- By this the attestation is found again by whoever types its verification code.
    code_mac           BYTEA   NOT NULL UNIQUE,
    attestation_sealed BYTEA   NOT NULL,
    opposed_at         BIGINT NOT NULL,
    lifted_at          BIGINT
);
CREATE INDEX oppositions_by_profile ON oppositions (profile_id);
