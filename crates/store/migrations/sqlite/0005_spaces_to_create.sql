-- Whose space is to be created once the time for opposition is over: looked for every few minutes. Nobody is in it
-- before they are notified, so an import does not write to it.
CREATE INDEX insured_to_create ON insured (notified_at) WHERE notified_at IS NOT NULL AND space_created_at IS NULL;
