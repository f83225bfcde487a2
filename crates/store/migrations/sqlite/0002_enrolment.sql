-- The insured population. Each person has a profile from the day on which the insurer announces them: its
-- data key seals what is known of them, and goes on sealing once they have activated it.
CREATE TABLE insured (
    profile_id       BLOB    NOT NULL PRIMARY KEY REFERENCES profiles (id),
    -- By these the insurer's next file finds the person again: their own number; a parent's number, the
    -- birth date and the birth rank (twins share the first two).
    nir_index        BLOB,
    dependant_index  BLOB,
    -- A dependant's parent's number.
    holder_index     BLOB,
    -- The number, their own or a parent's, the birth date, and the card's kind and serial: what is asked to
    -- enrol. Twins share it.
    card_index       BLOB    NOT NULL,
    details_sealed   BLOB    NOT NULL,
    -- Of everything that the file said: whether the next one says anything else.
    content_mac      BLOB    NOT NULL,
    -- The import that named the person last: a file must not name them twice.
    import           BLOB    NOT NULL,
    deceased_at      INTEGER,
    -- The first notice begins the time for opposition.
    notified_at      INTEGER,
    -- When the space was created by itself, after the time for opposition.
    space_created_at INTEGER
) STRICT, WITHOUT ROWID;
-- Each index is one more place that every line of a file writes to: most people are in two of these.
CREATE UNIQUE INDEX insured_by_nir ON insured (nir_index) WHERE nir_index IS NOT NULL;
CREATE UNIQUE INDEX insured_by_parent ON insured (dependant_index) WHERE dependant_index IS NOT NULL;
CREATE INDEX insured_by_holder ON insured (holder_index) WHERE holder_index IS NOT NULL;
CREATE INDEX insured_by_card ON insured (card_index);

-- The one provisional code of a person; a new one takes its place.
CREATE TABLE provisional_codes (
    profile_id BLOB    NOT NULL PRIMARY KEY REFERENCES profiles (id),
    code_mac   BLOB    NOT NULL,
    channel    TEXT    NOT NULL CHECK (channel IN ('email', 'sms', 'post')),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
