-- unscoped: derived for the whole district; whoever reads it filters
DELETE FROM school_day WHERE day BETWEEN $first AND $last AND ($every OR school_id IN (SELECT unnest($schools)))
