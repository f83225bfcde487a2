-- Letters are sorted by where they go: once they are in their file, their places are forgotten, which told whose neighbour
-- somebody is.
UPDATE letters SET batch = NULL, place = NULL WHERE letter_sealed IS NULL;
DROP INDEX letters_to_sort;
CREATE INDEX letters_to_sort ON letters (id) WHERE batch IS NULL AND letter_sealed IS NOT NULL;
