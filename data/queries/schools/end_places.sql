-- unscoped: of schools that were found within the Scope
UPDATE school_place
SET to_day = $from_day::DATE - 1
WHERE (to_day IS NULL OR to_day >= $from_day) AND school_id IN (SELECT unnest($schools))
