UPDATE lead_run
SET state = 'allowed', allowed_by = $allowed_by, allowed_at = $allowed_at, model = $model,
    up_to_photo = $up_to_photo, templates = $templates
WHERE run_id = $run_id AND state = 'asked' AND $all_blocks AND len($blocks) >= 0
RETURNING run_id
