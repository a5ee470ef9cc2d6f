-- unscoped: derived for the whole district; whoever reads it filters
SELECT DISTINCT block_id
FROM school_day
WHERE day BETWEEN $first AND $last AND school_id IN (SELECT unnest($schools))
