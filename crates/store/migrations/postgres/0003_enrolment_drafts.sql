-- What a browser has typed on the way to a decision, for half an hour.
CREATE TABLE enrolment_drafts (
    token_hash   BYTEA   NOT NULL PRIMARY KEY,
    draft_sealed BYTEA   NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX enrolment_drafts_by_age ON enrolment_drafts (expires_at);
