-- unscoped: counts of the whole district for the MIS in-charge and the DPO
SELECT what, sum(removed)::BIGINT AS removed, sum(bytes)::BIGINT AS bytes
FROM retention_removed WHERE run_id = $run_id GROUP BY what ORDER BY what
