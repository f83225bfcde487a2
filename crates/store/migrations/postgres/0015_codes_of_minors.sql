-- Whether a code was made for a minor: it is not valid any more once they are of age. Until here expires_at said so, and
-- gave the birth date away of whoever comes of age before a code's term is over; those codes run out by themselves.
ALTER TABLE provisional_codes ADD COLUMN for_minor BIGINT NOT NULL DEFAULT 0;
