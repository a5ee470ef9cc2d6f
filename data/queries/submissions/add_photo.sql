-- unscoped: belongs to a submission that was just added
INSERT INTO photo (submission_id, sha256, side, file_name) VALUES ($submission_id, $sha256, $side, $file_name)
