-- unscoped: from which day on the evaluation looks for pupils who were recognised again
SELECT min(first_day) AS first
FROM follow_up
WHERE state <> 'closed'
