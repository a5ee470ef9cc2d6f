-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE tray SET folder = regexp_replace(folder, $pattern, '…', 'gi') WHERE regexp_matches(folder, $pattern, 'i')
