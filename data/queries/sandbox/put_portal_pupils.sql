-- unscoped: the sandbox is filled before anybody works in it
INSERT INTO portal_pupil_day (day, pupil_id, class_section_id, present, imported_at)
SELECT day, pupil_id, class_section_id,
       CASE WHEN came THEN part(h, 0) < 0.97
            ELSE part(h, 0) < 0.03 END,
       day + INTERVAL 13 HOUR
FROM (SELECT *, hash(pupil_id * 100003 + (day - DATE '2000-01-01') + 11) AS h FROM drawn_mark)
WHERE uploaded AND day >= $pupils_from AND day NOT IN (SELECT unnest($unreported::DATE[]))
