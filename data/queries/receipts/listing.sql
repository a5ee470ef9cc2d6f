WITH came AS (
    SELECT receipt.receipt_id AS number, receipt.file, receipt.sha256, receipt.came_by, receipt.class_sections, receipt.day,
           receipt.school_id, receipt.received_at, receipt.received_by, receipt.reason,
           CASE
               WHEN receipt.outcome <> 'taken' THEN receipt.outcome
               WHEN photo.error IS NOT NULL THEN 'unreadable'
               WHEN submission.read_at IS NOT NULL THEN 'read'
               WHEN job.state = 'failed' THEN 'failed'
               ELSE 'waiting'
           END AS state,
           coalesce(photo.error, receipt.reason) AS why
    FROM receipt
    LEFT JOIN submission USING (submission_id)
    LEFT JOIN photo ON photo.submission_id = receipt.submission_id AND photo.sha256 = receipt.sha256
    LEFT JOIN job ON job.submission_id = receipt.submission_id
    WHERE receipt.received_at >= $since AND receipt.received_at < $until
      AND CASE WHEN receipt.block_id IS NULL THEN $unplaced OR receipt.received_by = $username
               ELSE $all_blocks OR receipt.block_id IN (SELECT unnest($blocks)) END
    UNION ALL
    SELECT entry_id, file, sha256, came_by, []::BIGINT[], day, school_id, arrived_at, arrived_by, reason,
           CASE state WHEN 'open' THEN 'tray' ELSE state END, reason
    FROM tray
    WHERE state <> 'placed' AND arrived_at >= $since AND arrived_at < $until
      AND CASE WHEN block_id IS NULL THEN $unplaced OR arrived_by = $username
               ELSE $all_blocks OR block_id IN (SELECT unnest($blocks)) END
), classes AS (
    SELECT number, string_agg(grade || ' ' || section, ', ' ORDER BY grade, section) AS classes
    FROM (SELECT number, unnest(class_sections) AS class_section_id FROM came)
    JOIN class_section USING (class_section_id)
    GROUP BY number
)

SELECT came.file, came.sha256, school.udise, classes.classes, came.day, came.received_at, came.came_by, came.state, came.why
FROM came
LEFT JOIN classes USING (number)
LEFT JOIN school USING (school_id)
ORDER BY came.received_at, came.file, came.number
LIMIT $most
