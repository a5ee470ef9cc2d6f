INSERT INTO lead_run (purpose, threshold, asked_by, asked_at)
SELECT $purpose, $threshold, $asked_by, $asked_at
WHERE $all_blocks AND len($blocks) >= 0
RETURNING run_id
