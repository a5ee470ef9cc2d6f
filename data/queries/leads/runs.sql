SELECT * FROM lead_run
WHERE $all_blocks AND len($blocks) >= 0
ORDER BY run_id DESC
