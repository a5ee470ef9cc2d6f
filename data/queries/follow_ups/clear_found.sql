-- unscoped: rows of the evaluation in hand
DELETE FROM follow_up_found
