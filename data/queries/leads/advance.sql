UPDATE lead_run
SET done_to_photo = $done_to_photo, missing = $missing, left_out = left_out + $left_out
WHERE run_id = $run_id AND state = 'allowed' AND $all_blocks AND len($blocks) >= 0
RETURNING run_id
