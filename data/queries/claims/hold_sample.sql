-- One answer of an item is waited for, or two; so many people may have it open, those who answered included.
INSERT OR REPLACE INTO claim (item, username, until)
WITH others AS (
    SELECT username FROM claim
    WHERE item LIKE 'sample:' || $item_id || ':%' AND until > $now AND username <> $username
    UNION
    SELECT said_by FROM standing_sample_answer WHERE item_id = $item_id AND said_by <> $username
)
SELECT 'sample:' || i.item_id || ':' || $username, $username, $until
FROM sample_item i
WHERE i.item_id = $item_id
  AND ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
  AND (SELECT count(*) FROM others) < CASE WHEN i.twice THEN 2 ELSE 1 END
RETURNING item
