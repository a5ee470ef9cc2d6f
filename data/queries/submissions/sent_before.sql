-- unscoped: a photo used anywhere in the district counts; where and when it was used is told within the scope only
WITH used AS (
    SELECT
        photo.sha256,
        photo.photo_id,
        submission.submission_id,
        submission.day,
        submission.day = $day AND list_has_any(submission.class_sections, $class_sections) AS same_class_day,
        $all_blocks OR submission.block_id IN (SELECT unnest($blocks)) AS visible
    FROM photo
    JOIN submission USING (submission_id)
    WHERE photo.sha256 IN (SELECT unnest($hashes))
)

SELECT
    sha256,
    photo_id,
    CASE WHEN visible THEN submission_id END AS submission_id,
    CASE WHEN visible THEN day END AS day,
    coalesce(visible AND same_class_day, FALSE) AS same_class_day
FROM used
