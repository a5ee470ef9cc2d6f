-- unscoped: derived for the whole district; whoever reads it filters
SELECT least(
    (make_date((year($today::DATE) - CASE WHEN month($today::DATE) < 4 THEN 1 ELSE 0 END)::INTEGER, 4, 1)),
    (SELECT min(day) FROM class_day),
    (SELECT min(day) FROM portal_report)
) AS first_day
