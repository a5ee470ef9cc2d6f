-- unscoped: asked on the command line, of a database that was put aside; only counts come back
SELECT action, count(*) AS entries FROM audit_trail WHERE happened_at > $since::TIMESTAMP GROUP BY action ORDER BY action
