-- unscoped: of schools that were looked up within the Scope
SELECT count(*) > 0
FROM (SELECT DISTINCT school_id FROM portal_given) g
JOIN school_place p ON p.school_id = g.school_id AND $day >= p.from_day AND (p.to_day IS NULL OR $day <= p.to_day)
LEFT JOIN portal_report r ON r.day = $day AND r.block_id = p.block_id
WHERE r.day IS NULL
