-- A keyed hash over what gives a right in each of these rows: whoever can write here and has not the keyring gives none.
-- The first start after this migration makes those of the rows that are there.
ALTER TABLE accounts ADD COLUMN mac BYTEA;
ALTER TABLE representations ADD COLUMN mac BYTEA;
-- Whoever is signed in signs in again: from now on sessions are named by a keyed hash.
DELETE FROM sessions;
DELETE FROM sign_ins;
ALTER TABLE sessions ADD COLUMN mac BYTEA;
ALTER TABLE sign_ins ADD COLUMN mac BYTEA;
-- Bound to the ciphertext: decisions that were replaced do not open any more.
ALTER TABLE confidentiality ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- When representatives were told of a majority, when it ended a representation, and since when a space waits for its holder
-- who came of age: each gave the birth date away.
UPDATE representations SET told_at = 0 WHERE told_at IS NOT NULL;
UPDATE representations SET since = 0 WHERE standing = 'ended';
UPDATE insured SET space_created_at = 0
WHERE space_created_at IS NOT NULL
  AND (notified_at = 0 OR profile_id IN (SELECT profile_id FROM representations WHERE standing = 'ended'));
