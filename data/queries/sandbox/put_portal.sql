-- unscoped: the sandbox is filled before anybody works in it
INSERT INTO portal_class_day (day, class_section_id, uploaded, uploaded_at, present, imported_at)
SELECT day, class_section_id, uploaded,
       CASE WHEN uploaded THEN day + to_seconds((60 * CASE WHEN part(h3, 0) < 0.1 THEN 720 + 300 * part(h3, 1)
                                                          ELSE 578 + 12 * bell(hash(h3)) END)::INTEGER) END,
       CASE WHEN uploaded THEN CASE WHEN constant THEN round(0.96 * size)
                                    ELSE least(greatest(round(came * (1.03 + 0.06 * bell(hash(hash(h3))))), 0), size) END END,
       day + INTERVAL 13 HOUR
FROM (SELECT *, hash(h2) AS h3 FROM drawn_sum)
WHERE day NOT IN (SELECT unnest($unreported::DATE[]))
