-- unscoped: the app's own daily job. A receipt is needed until its submission was read, and as long as a backup may be older than it.
SELECT n.name
FROM (SELECT unnest($names) AS name) n
JOIN submission s ON s.submission_id = n.name
WHERE s.read_at < $before
