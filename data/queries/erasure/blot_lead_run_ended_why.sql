-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE lead_run SET ended_why = regexp_replace(ended_why, $pattern, '…', 'gi') WHERE regexp_matches(ended_why, $pattern, 'i')
