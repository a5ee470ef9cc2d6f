-- unscoped: only a rate
WITH latest AS (
    SELECT total, epoch(finished_at - started_at) AS seconds
    FROM job
    WHERE submission_id IS NOT NULL AND state = 'done' AND started_at IS NOT NULL
    ORDER BY finished_at DESC
    LIMIT $jobs
)

SELECT coalesce(sum(total), 0)::BIGINT AS photos, coalesce(sum(seconds), 0)::DOUBLE AS seconds FROM latest
