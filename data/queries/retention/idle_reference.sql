-- unscoped: the app's own daily job
SELECT n.name
FROM (SELECT unnest($names) AS name) n
WHERE NOT EXISTS (
    FROM reference_photo r
    WHERE r.vault_name = 'reference/' || regexp_replace(n.name, '_face$', '') AND r.removed_at IS NULL
)
