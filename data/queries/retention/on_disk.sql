-- unscoped: counts of the whole district for the MIS in-charge and the DPO
SELECT what, sum(files)::BIGINT AS files, sum(bytes)::BIGINT AS bytes FROM retention_held WHERE run_id = $run_id GROUP BY what ORDER BY what
