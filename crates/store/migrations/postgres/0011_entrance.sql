-- When something last came for a draft, nearly to the moment; 0 when it is locked. Five minutes later it is locked as well, and the
-- birth date is asked before anything of it is shown or done.
ALTER TABLE enrolment_drafts ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
