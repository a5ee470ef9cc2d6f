-- unscoped: the app's own daily job
DELETE FROM retention_due
