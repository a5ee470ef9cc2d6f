-- unscoped: shown to the MIS in-charge and the DPO alone; no name and no PEN
SELECT erasure_id, asked_by, asked_at, state, certificate, finished_at FROM erasure ORDER BY erasure_id DESC
