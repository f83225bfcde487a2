-- What a browser has typed on the way to a decision, for half an hour.
CREATE TABLE enrolment_drafts (
    token_hash   BLOB    NOT NULL PRIMARY KEY,
    draft_sealed BLOB    NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_drafts_by_age ON enrolment_drafts (expires_at);
