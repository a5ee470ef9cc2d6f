-- unscoped: derived for the whole district; whoever reads it filters
DELETE FROM grade_day WHERE day BETWEEN $first AND $last AND ($every OR block_id IN (SELECT unnest($touched)))
