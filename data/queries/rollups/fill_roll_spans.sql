-- unscoped: derived for the whole district; whoever reads it filters
INSERT INTO roll_span
WITH spans AS (
    SELECT DISTINCT class_section_id, from_day, coalesce(to_day, DATE '9999-12-31') AS to_day
    FROM enrolment
    WHERE $every OR class_section_id IN (SELECT unnest($class_sections))
), begun AS ( -- a span that begins at most a day after all earlier ones ended goes on; any other begins anew
    SELECT *,
           coalesce(from_day > max(to_day) OVER (
               PARTITION BY class_section_id ORDER BY from_day, to_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) + 1, TRUE) AS begins
    FROM spans
), numbered AS (
    SELECT *, count(*) FILTER (begins) OVER (PARTITION BY class_section_id ORDER BY from_day, to_day ROWS UNBOUNDED PRECEDING) AS part
    FROM begun
)
SELECT class_section_id, min(from_day), max(to_day)
FROM numbered
GROUP BY class_section_id, part
ORDER BY class_section_id
