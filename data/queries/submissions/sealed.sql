-- unscoped: the vault is compared with rows when the app starts
SELECT CASE WHEN submission.read_at IS NULL THEN 'original' ELSE 'photo' END AS kind, photo.sha256
FROM photo
JOIN submission USING (submission_id)
WHERE photo.gone_at IS NULL
  AND (submission.read_at IS NULL OR photo.vault_name = 'photo/' || photo.sha256)
