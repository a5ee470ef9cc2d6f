-- unscoped: what ran when the app stopped starts again, before anybody is signed in
UPDATE job
SET state = CASE WHEN attempts < $most_attempts THEN 'waiting' ELSE 'failed' END,
    error = CASE WHEN attempts < $most_attempts THEN NULL ELSE $error END,
    done = CASE WHEN submission_id IS NULL THEN done ELSE 0 END
WHERE state = 'running'
RETURNING state
