-- unscoped: a photo used anywhere in the district counts; only the flag of the own class day is shown
WITH hashed AS (
    SELECT
        photo.photo_id,
        submission.submission_id,
        -- bit_count gives a TINYINT, and two of them can already be too much for one
        bit_count(xor(phash_0, $phash_0))::INTEGER + bit_count(xor(phash_1, $phash_1))::INTEGER
        + bit_count(xor(phash_2, $phash_2))::INTEGER + bit_count(xor(phash_3, $phash_3))::INTEGER AS distance
    FROM photo
    JOIN submission USING (submission_id)
    WHERE submission.submission_id <> $submission_id
      AND phash_0 IS NOT NULL
)

SELECT photo_id, submission_id, distance
FROM hashed
WHERE distance <= $at_most
ORDER BY distance, photo_id
LIMIT 3
