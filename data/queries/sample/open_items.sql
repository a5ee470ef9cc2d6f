-- What somebody may judge, in quarters of each stratum, so that whatever is left at the end is left of all alike.
SELECT i.item_id
FROM sample_item i
WHERE ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
  AND (SELECT count(*) FROM sample_draw d WHERE d.block_id = i.block_id AND d.day > i.day) < $open_days
  AND (i.kind = 'class_day' OR EXISTS (FROM reference_photo r WHERE r.pupil_id = i.pupil_id AND r.removed_at IS NULL))
  AND NOT EXISTS (FROM standing_sample_answer a WHERE a.item_id = i.item_id AND a.said_by = $username)
  AND (SELECT count(*) FROM standing_sample_answer a WHERE a.item_id = i.item_id) < CASE WHEN i.twice THEN 2 ELSE 1 END
  AND NOT list_contains($skipped, i.item_id)
ORDER BY i.day DESC, 4 * (i.place - 1) // i.taken, i.kind, md5(i.item_id::TEXT)
LIMIT $most
