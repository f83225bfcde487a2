-- The directory of professionals, as its file names them. What a row says is sealed with the service's key: it belongs to no profile.
CREATE TABLE professionals (
    id             BYTEA  NOT NULL PRIMARY KEY,
    -- By this the next file, and whoever has the number, finds the professional.
    rpps_index     BYTEA  NOT NULL UNIQUE,
    -- The number, the profession, the names, the structure, whether they regulate.
    details_sealed BYTEA  NOT NULL,
    -- Of everything that the file said: whether the next one says anything else.
    content_mac    BYTEA  NOT NULL,
    -- The import that named the professional last: a file must not name them twice.
    import         BYTEA  NOT NULL,
    -- When a file named them first, and when one last said something else than before.
    imported_at    BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    -- A profession decides what somebody may read: a keyed hash over the id, the index and what is sealed.
    mac            BYTEA  NOT NULL
);
