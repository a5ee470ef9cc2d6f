UPDATE lead_run
SET state = $state, ended_by = $ended_by, ended_at = $ended_at, ended_why = $ended_why
WHERE run_id = $run_id AND state IN (SELECT unnest($from_states)) AND $all_blocks AND len($blocks) >= 0
RETURNING run_id
