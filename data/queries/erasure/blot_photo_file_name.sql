-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE photo SET file_name = regexp_replace(file_name, $pattern, '…', 'gi') WHERE regexp_matches(file_name, $pattern, 'i')
