-- unscoped: the app's own daily job. A crop is named after its photo, that of a drawn face after the face.
WITH given AS (
    SELECT name, split_part(name, '-', 1) AS first, TRY_CAST(split_part(name, '-', 2) AS BIGINT) AS number FROM (SELECT unnest($names) AS name)
)
SELECT g.name
FROM given g
LEFT JOIN drawn_face d ON g.first = 'drawn' AND d.face_id = g.number
LEFT JOIN photo p ON p.sha256 = g.first OR p.photo_id = d.photo_id
WHERE p.photo_id IS NULL OR p.gone_at IS NOT NULL
