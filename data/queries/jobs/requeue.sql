-- unscoped: what ran when the app stopped starts again, before anybody is signed in
UPDATE job SET state = 'waiting', done = 0 WHERE state = 'running' RETURNING job_id
