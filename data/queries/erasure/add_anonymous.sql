-- unscoped: the erasure of a pupil, which the MIS in-charge asked for. A PEN of fourteen digits that begins with 0: no portal gives such a one.
INSERT INTO pupil (pupil_id, pen, name_hi, name_en, fictional)
SELECT $anonymous_id, lpad($anonymous_id::TEXT, 14, '0'), '—', '—', fictional FROM pupil WHERE pupil_id = $pupil_id
