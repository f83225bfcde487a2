-- What is measured, in the order in which it was. What of is sealed as well: some measures tell of an illness.
CREATE TABLE measurements (
    id                 BYTEA    NOT NULL PRIMARY KEY,
    profile_id         BYTEA    NOT NULL REFERENCES profiles (id),
    measured_at        BIGINT NOT NULL,
    measurement_sealed BYTEA    NOT NULL
);
CREATE INDEX measurements_by_profile ON measurements (profile_id, measured_at);

-- The headings of the medical profile that were answered; the others have no row.
CREATE TABLE medical_profiles (
    profile_id     BYTEA    NOT NULL REFERENCES profiles (id),
    heading        TEXT    NOT NULL CHECK (heading IN ('illnesses', 'treatments', 'allergies')),
    entries_sealed BYTEA    NOT NULL,
    updated_at     BIGINT NOT NULL,
    PRIMARY KEY (profile_id, heading)
);

-- What was decided about who sees what; whoever has decided nothing has no row.
CREATE TABLE confidentiality (
    profile_id       BYTEA    NOT NULL PRIMARY KEY REFERENCES profiles (id),
    decisions_sealed BYTEA    NOT NULL,
    updated_at       BIGINT NOT NULL
);

-- The day on which a represented child comes of age, as a keyed hash: it is looked for day by day, and no birth date
-- stands in clear. NULL until it is worked out.
ALTER TABLE representations ADD COLUMN majority_index BYTEA;
-- When the representative was told that the day comes.
ALTER TABLE representations ADD COLUMN told_at BIGINT;
CREATE INDEX representations_by_majority ON representations (majority_index);
