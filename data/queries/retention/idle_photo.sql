-- unscoped: the app's own daily job. A photo that is being read has no vault_name yet.
SELECT n.name
FROM (SELECT unnest($names) AS name) n
LEFT JOIN photo p ON p.sha256 = n.name
LEFT JOIN submission s ON s.submission_id = p.submission_id
WHERE p.photo_id IS NULL OR p.gone_at IS NOT NULL OR (s.read_at IS NOT NULL AND p.vault_name IS NULL)
