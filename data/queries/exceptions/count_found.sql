-- unscoped: the evaluation's own
INSERT INTO exception_count
SELECT $day, block_id, rule, step, severity, count(*)
FROM exception_found
GROUP BY ALL
ORDER BY ALL
