-- Compares words by their groups of three letters, for a search that was misspelled. The extension is trusted: the database's
-- owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
