-- unscoped: of schools that were found within the Scope
DELETE FROM school_place WHERE from_day >= $from_day AND school_id IN (SELECT unnest($schools))
