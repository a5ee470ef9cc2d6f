-- Where the faces of a photo that was read are: the 24 largest as the recognition package packs them, 0 where there is none. One
-- row a photo, numbered in the order of reading, so that what came since the last look is found by its number.
CREATE SEQUENCE layout_id START 1;
CREATE TABLE photo_layout (
    layout_id BIGINT NOT NULL DEFAULT nextval('layout_id'),
    photo_id  BIGINT NOT NULL,
    school_id BIGINT NOT NULL,
    faces     UINTEGER[24] NOT NULL
);

INSERT INTO photo_layout (photo_id, school_id, faces)
WITH numbered AS (
    SELECT f.photo_id, (f.x1 + f.x2) / 2 / greatest(p.width, p.height) AS x, (f.y1 + f.y2) / 2 / greatest(p.width, p.height) AS y,
        (f.y2 - f.y1) / greatest(p.width, p.height) AS size,
        row_number() OVER (PARTITION BY f.photo_id ORDER BY f.y2 - f.y1 DESC, f.face_id) AS number
    FROM face f JOIN photo p ON p.photo_id = f.photo_id
    WHERE p.phash_0 IS NOT NULL
), packed AS (
    SELECT photo_id, list(
        (round(greatest(least(x, 1), 0) * 4095)::UINTEGER * 1048576 + round(greatest(least(y, 1), 0) * 4095)::UINTEGER * 256
         + round(1 + log2(greatest(least(size, 1), 1 / 4096) * 4096) * 16)::UINTEGER)::UINTEGER ORDER BY number
    ) AS faces
    FROM numbered WHERE number <= 24 GROUP BY photo_id
)
SELECT p.photo_id, s.school_id, list_resize(coalesce(k.faces, []), 24, 0)::UINTEGER[24]
FROM photo p JOIN submission s USING (submission_id) LEFT JOIN packed k USING (photo_id)
WHERE p.phash_0 IS NOT NULL
ORDER BY p.photo_id;
