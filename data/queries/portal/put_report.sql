-- unscoped: of schools that were looked up within the Scope
INSERT OR REPLACE INTO portal_report
SELECT DISTINCT $day::DATE, p.block_id, $imported_at::TIMESTAMP
FROM portal_given g
JOIN school_place p ON p.school_id = g.school_id AND $day >= p.from_day AND (p.to_day IS NULL OR $day <= p.to_day)
