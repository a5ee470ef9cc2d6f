-- unscoped: a photo used anywhere in the district counts; only the flag of the own class day is shown
SELECT
    photo.photo_id,
    submission.submission_id,
    submission.day,
    submission.class_sections,
    bit_count(xor(phash_0, $phash_0)) + bit_count(xor(phash_1, $phash_1))
        + bit_count(xor(phash_2, $phash_2)) + bit_count(xor(phash_3, $phash_3)) AS distance
FROM photo
JOIN submission USING (submission_id)
WHERE submission.submission_id <> $submission_id
  AND phash_0 IS NOT NULL
  AND bit_count(xor(phash_0, $phash_0)) + bit_count(xor(phash_1, $phash_1))
        + bit_count(xor(phash_2, $phash_2)) + bit_count(xor(phash_3, $phash_3)) <= $at_most
ORDER BY distance
LIMIT 3
