-- unscoped: the app's own daily job
DELETE FROM doomed_file WHERE vault_name IN (SELECT unnest($names))
