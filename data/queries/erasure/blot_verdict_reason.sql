-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE verdict SET reason = regexp_replace(reason, $pattern, '…', 'gi') WHERE regexp_matches(reason, $pattern, 'i')
