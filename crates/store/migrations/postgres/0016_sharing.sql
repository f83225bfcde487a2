-- What became of an invitation to manage a child's profile that led to no access: its page says so until the next one.
ALTER TABLE representations ADD COLUMN outcome TEXT CHECK (outcome IN ('refused', 'expired'));
-- Invitations run out day by day.
CREATE INDEX representations_invited ON representations (since) WHERE standing = 'invited';
