-- What is measured, in the order in which it was. What of is sealed as well: some measures tell of an illness.
CREATE TABLE measurements (
    id                 BLOB    NOT NULL PRIMARY KEY,
    profile_id         BLOB    NOT NULL REFERENCES profiles (id),
    measured_at        INTEGER NOT NULL,
    measurement_sealed BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX measurements_by_profile ON measurements (profile_id, measured_at);

-- The headings of the medical profile that were answered; the others have no row.
CREATE TABLE medical_profiles (
    profile_id     BLOB    NOT NULL REFERENCES profiles (id),
    heading        TEXT    NOT NULL CHECK (heading IN ('illnesses', 'treatments', 'allergies')),
    entries_sealed BLOB    NOT NULL,
    updated_at     INTEGER NOT NULL,
    PRIMARY KEY (profile_id, heading)
) STRICT, WITHOUT ROWID;

-- What was decided about who sees what; whoever has decided nothing has no row.
CREATE TABLE confidentiality (
    profile_id       BLOB    NOT NULL PRIMARY KEY REFERENCES profiles (id),
    decisions_sealed BLOB    NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The day on which a represented child comes of age, as a keyed hash: it is looked for day by day, and no birth date
-- stands in clear. NULL until it is worked out.
ALTER TABLE representations ADD COLUMN majority_index BLOB;
-- When the representative was told that the day comes.
ALTER TABLE representations ADD COLUMN told_at INTEGER;
CREATE INDEX representations_by_majority ON representations (majority_index);
