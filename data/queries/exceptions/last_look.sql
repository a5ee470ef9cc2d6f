-- unscoped: a day and a moment, the same for everybody
SELECT day, looked_at FROM exception_look ORDER BY day DESC LIMIT 1
