SELECT count(*) FILTER (state = 'open') AS nobody,
       count(*) FILTER (state = 'visiting') AS visiting,
       count(*) FILTER (state <> 'closed' AND visit_by < $today) AS overdue,
       count(*) FILTER (state = 'closed') AS closed,
       count(DISTINCT school_id) FILTER (state <> 'closed') AS schools
FROM follow_up
WHERE ($block_id IS NULL OR block_id = $block_id)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
