-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE lead_run SET purpose = regexp_replace(purpose, $pattern, '…', 'gi') WHERE regexp_matches(purpose, $pattern, 'i')
