-- unscoped: the evaluation's own
DELETE FROM exception_found
