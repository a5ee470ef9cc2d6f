-- unscoped: the erasure of a pupil, which the MIS in-charge asked for. Submissions and photos of the tray whose file names say who it is.
SELECT 'receipt/' || submission_id AS vault_name FROM receipt WHERE submission_id IS NOT NULL AND regexp_matches(file, $pattern, 'i')
UNION
SELECT 'receipt/' || submission_id FROM photo WHERE regexp_matches(file_name, $pattern, 'i')
UNION
SELECT 'trayed/' || sha256 FROM tray WHERE sha256 IS NOT NULL AND (regexp_matches(file, $pattern, 'i') OR regexp_matches(folder, $pattern, 'i'))
