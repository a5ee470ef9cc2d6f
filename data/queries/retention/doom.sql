-- unscoped: the app's own daily job
INSERT INTO doomed_file (vault_name, what)
SELECT unnest($names), unnest($kinds)
