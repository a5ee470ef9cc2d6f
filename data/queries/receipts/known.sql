-- unscoped: only what was given comes back
WITH given AS (SELECT unnest($files::TEXT[]) AS file, unnest($hashes::TEXT[]) AS sha256)

SELECT DISTINCT file, sha256 FROM given SEMI JOIN receipt USING (file, sha256)
