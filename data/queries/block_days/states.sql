WITH last_step AS (
    SELECT day, block_id,
           max_by(said_by, step_id) AS said_by,
           max(said_at) AS said_at,
           max_by(reason, step_id) AS reason,
           max_by(kind, step_id) AS step,
           list(reason ORDER BY step_id) FILTER (kind = 'reopened') AS reopened,
           max_by(said_by, step_id) FILTER (kind = 'signed') AS signed_by,
           max(said_at) FILTER (kind = 'signed') AS signed_at
    FROM block_day_step
    WHERE day BETWEEN $first AND $last
    GROUP BY ALL
)
SELECT d.day, d.block_id, d.state, d.figures, l.step, l.said_at, l.reason, l.reopened,
       coalesce(a.name, l.said_by) AS said_by,
       CASE WHEN d.state IN ('signed', 'locked') THEN coalesce(s.name, l.signed_by) END AS signed_by,
       CASE WHEN d.state IN ('signed', 'locked') THEN l.signed_at END AS signed_at
FROM block_day d
JOIN last_step l ON l.day = d.day AND l.block_id = d.block_id
LEFT JOIN account a ON a.username = l.said_by
LEFT JOIN account s ON s.username = l.signed_by
WHERE d.day BETWEEN $first AND $last
  AND ($all_blocks OR d.block_id IN (SELECT unnest($blocks)))
ORDER BY d.day, d.block_id
