-- Whether a letter is under way to somebody who asks for one.
CREATE INDEX letters_by_profile ON letters (profile_id, made_at);
