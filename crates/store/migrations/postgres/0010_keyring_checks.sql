-- By these the start tells whether the keyring is the one with which the data are sealed, each of its keys: the lookup key, and
-- those that wrap data keys.
CREATE TABLE keyring_checks (
    name        TEXT NOT NULL PRIMARY KEY,
    -- Derived from the key. Nothing, where the key has only been compared with what it wrapped so far.
    check_value BYTEA
);
INSERT INTO keyring_checks (name) SELECT DISTINCT 'key ' || keyring_key FROM data_keys;
