-- unscoped: the sandbox is filled before anybody works in it
INSERT INTO class_day (
    day, class_section_id, school_id, cluster_id, block_id, rev, enrolled, recognised, seen_not_named, absent, not_seen, uncertain, faces,
    photos, sides, references_of, doubt, updated_at
)
SELECT day, class_section_id, school_id, cluster_id, block_id, 1 + touched::INTEGER, size, recognised, unnamed, absent,
       size - recognised - unnamed - absent, uncertain, recognised + unnamed,
       sides + (part(h2, 1) < 0.15)::INTEGER, sides, references_of, uncertain / size,
       day + to_minutes((270 + 210 * part(h2, 2))::INTEGER) -- read between 10:00 and 13:30
FROM (SELECT *, CASE WHEN part(h2, 0) < 0.86 THEN 4 WHEN part(h2, 0) < 0.96 THEN 3 ELSE 2 END AS sides FROM drawn_sum)
WHERE with_photos
