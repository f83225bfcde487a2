-- The insured population. Each person has a profile from the day on which the insurer announces them: its
-- data key seals what is known of them, and goes on sealing once they have activated it.
CREATE TABLE insured (
    profile_id       BYTEA   NOT NULL PRIMARY KEY REFERENCES profiles (id),
    -- By these the insurer's next file finds the person again: their own number; a parent's number, the
    -- birth date and the birth rank (twins share the first two).
    nir_index        BYTEA,
    dependant_index  BYTEA,
    -- A dependant's parent's number.
    holder_index     BYTEA,
    -- The number, their own or a parent's, the birth date, and the card's kind and serial: what is asked to
    -- enrol. Twins share it.
    card_index       BYTEA   NOT NULL,
    details_sealed   BYTEA   NOT NULL,
    -- Of everything that the file said: whether the next one says anything else.
    content_mac      BYTEA   NOT NULL,
    -- The import that named the person last: a file must not name them twice.
    import           BYTEA   NOT NULL,
    deceased_at      BIGINT,
    -- The first notice begins the time for opposition.
    notified_at      BIGINT,
    -- When the space was created by itself, after the time for opposition.
    space_created_at BIGINT
);
-- Each index is one more place that every line of a file writes to: most people are in two of these.
CREATE UNIQUE INDEX insured_by_nir ON insured (nir_index) WHERE nir_index IS NOT NULL;
CREATE UNIQUE INDEX insured_by_parent ON insured (dependant_index) WHERE dependant_index IS NOT NULL;
CREATE INDEX insured_by_holder ON insured (holder_index) WHERE holder_index IS NOT NULL;
CREATE INDEX insured_by_card ON insured (card_index);

-- The one provisional code of a person; a new one takes its place.
CREATE TABLE provisional_codes (
    profile_id BYTEA   NOT NULL PRIMARY KEY REFERENCES profiles (id),
    code_mac   BYTEA   NOT NULL,
    channel    TEXT    NOT NULL CHECK (channel IN ('email', 'sms', 'post')),
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    used_at    BIGINT
);
