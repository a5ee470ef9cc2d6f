DELETE FROM lead
WHERE run_id = $run_id
  AND lead_id NOT IN (SELECT lead_id FROM lead WHERE run_id = $run_id ORDER BY similarity DESC, lead_id LIMIT $most)
  AND $all_blocks AND len($blocks) >= 0
RETURNING lead_id
