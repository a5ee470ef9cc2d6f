-- unscoped: the evaluation's own
DELETE FROM exception_count WHERE day = $day
