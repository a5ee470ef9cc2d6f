-- unscoped: only what was given comes back
SELECT DISTINCT file FROM receipt WHERE file IN (SELECT unnest($files::TEXT[]))
UNION
SELECT DISTINCT file FROM tray WHERE file IN (SELECT unnest($files::TEXT[]))
