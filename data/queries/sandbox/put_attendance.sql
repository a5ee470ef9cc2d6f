-- unscoped: the sandbox is filled before anybody works in it
INSERT INTO attendance (day, block_id, school_id, class_section_id, pupil_id, mark, marked_by, similarity)
SELECT day, block_id, school_id, class_section_id, pupil_id, mark, CASE WHEN by_person THEN 'person' ELSE 'machine' END, similarity
FROM drawn_mark
WHERE with_photos
