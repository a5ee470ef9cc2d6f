-- unscoped: derived for the whole district; whoever reads it filters
INSERT INTO school_day
SELECT day, school_id, cluster_id, block_id,
       count(*) FILTER (expected),
       count(*) FILTER (expected AND with_photos),
       count(*) FILTER (with_photos),
       count(*) FILTER (expected AND uploaded),
       count(*) FILTER (expected AND uploaded AND NOT with_photos),
       count(*) FILTER (expected AND uploaded AND (uploaded_at::DATE > day OR uploaded_at::TIME > late_after)),
       coalesce(sum(enrolled) FILTER (with_photos), 0),
       coalesce(sum(recognised) FILTER (with_photos), 0),
       coalesce(sum(seen_not_named) FILTER (with_photos), 0),
       coalesce(sum(not_seen) FILTER (with_photos), 0),
       coalesce(sum(absent) FILTER (with_photos), 0),
       coalesce(sum(uncertain) FILTER (with_photos), 0),
       coalesce(sum(faces) FILTER (with_photos), 0),
       max(updated_at) FILTER (with_photos)
FROM known_class_day($first, $last)
CROSS JOIN late_after
WHERE $every OR school_id IN (SELECT unnest($schools))
GROUP BY ALL
ORDER BY ALL
