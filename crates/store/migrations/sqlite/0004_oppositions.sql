-- Each opposition, and the attestation of it. Lifting it by activating leaves the row.
CREATE TABLE oppositions (
    id                 BLOB    NOT NULL PRIMARY KEY,
    profile_id         BLOB    NOT NULL REFERENCES profiles (id),
    -- By this the attestation is found again by whoever types its verification code.
    code_mac           BLOB    NOT NULL UNIQUE,
    attestation_sealed BLOB    NOT NULL,
    opposed_at         INTEGER NOT NULL,
    lifted_at          INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX oppositions_by_profile ON oppositions (profile_id);
