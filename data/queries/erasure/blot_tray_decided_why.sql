-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE tray SET decided_why = regexp_replace(decided_why, $pattern, '…', 'gi') WHERE regexp_matches(decided_why, $pattern, 'i')
