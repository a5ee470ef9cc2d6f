SELECT block_id, kind, count(*)::INTEGER AS units, count(DISTINCT class_section_id)::INTEGER AS classes
FROM sample_unit($day)
WHERE ($all_blocks OR block_id IN (SELECT unnest($blocks)))
GROUP BY block_id, kind
ORDER BY block_id, kind
