-- unscoped: the app's own daily job
SELECT vault_name, what FROM doomed_file LIMIT $most
