-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE sample_answer SET pupil_id = $anonymous_id WHERE pupil_id = $pupil_id
