SELECT submission.*, school.cluster_id, school.name_hi AS school_hi, school.name_en AS school_en,
       school.latitude AS school_latitude, school.longitude AS school_longitude
FROM submission
JOIN school USING (school_id)
WHERE submission_id = $submission_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
