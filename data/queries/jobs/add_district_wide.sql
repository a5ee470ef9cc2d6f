INSERT INTO job (kind, state, total, detail, created_by, created_at)
SELECT $kind, 'waiting', $total, $detail, $created_by, $created_at
WHERE $all_blocks AND len($blocks) >= 0
RETURNING job_id
