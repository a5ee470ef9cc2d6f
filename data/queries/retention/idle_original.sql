-- unscoped: the app's own daily job. An original is needed until it was read.
SELECT n.name
FROM (SELECT unnest($names) AS name) n
LEFT JOIN photo p ON p.sha256 = n.name
LEFT JOIN submission s ON s.submission_id = p.submission_id
WHERE p.photo_id IS NULL OR s.read_at IS NOT NULL
