-- What the photos of a school say of when, where and with what they were taken, each different word once a day; the days nearest to
-- $day first. Visits are left out: a visitor has another camera.
SELECT DISTINCT
    submission.day,
    photo.camera,
    date_trunc('hour', photo.taken_at) AS taken_at,
    round(photo.latitude, 3) AS latitude,
    round(photo.longitude, 3) AS longitude
FROM submission
JOIN photo USING (submission_id)
WHERE submission.school_id = $school_id
  AND submission.day BETWEEN $day - $days AND $day + $days
  AND submission.day <> $day
  AND submission.source <> 'visit'
  AND (photo.camera IS NOT NULL OR photo.taken_at IS NOT NULL OR photo.latitude IS NOT NULL)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY abs(submission.day - $day), submission.day
