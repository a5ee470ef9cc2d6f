-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT vault_name, sha256, bytes FROM erasure_file WHERE erasure_id = $erasure_id ORDER BY vault_name
