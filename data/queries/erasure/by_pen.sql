-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT pupil_id, pen, name_hi, name_en FROM pupil WHERE pen = $pen
