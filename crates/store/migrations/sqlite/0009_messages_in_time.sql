-- What goes first: 0 a code that somebody waits for, 1 what is pressing, 2 what a campaign tells.
ALTER TABLE jobs ADD COLUMN urgency INTEGER NOT NULL DEFAULT 1;
-- Until when it is worth doing: it is tried that long. Those that are there say nothing, and get a week.
ALTER TABLE jobs ADD COLUMN useful_until INTEGER NOT NULL DEFAULT 4102444800000;
UPDATE jobs SET useful_until = created_at + 604800000;
-- Whose provisional code a message brings: where the message is given up, the code is of no use to anybody.
ALTER TABLE jobs ADD COLUMN brings_code_of BLOB;
-- Whoever takes work on sets the instant forward at which it is due: that is the lease.
UPDATE jobs SET run_at = leased_until WHERE leased_until IS NOT NULL;
DROP INDEX jobs_to_run;
ALTER TABLE jobs DROP COLUMN leased_until;
CREATE INDEX jobs_to_run ON jobs (kind, urgency, run_at) WHERE finished_at IS NULL AND failed_at IS NULL;

-- The e-mail address that refused a code, as a keyed hash: as long as the insurer names no other, a letter is written.
ALTER TABLE insured ADD COLUMN refused_email_mac BLOB;
-- Whether a letter is the notice with which the time to oppose begins: once it is in its file.
ALTER TABLE letters ADD COLUMN notice INTEGER NOT NULL DEFAULT 0;
