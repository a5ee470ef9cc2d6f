-- unscoped: counts of the whole district for the MIS in-charge and the DPO
SELECT run_id, begun_at, ended_at FROM retention_run ORDER BY begun_at DESC, run_id DESC LIMIT 1
