-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
INSERT INTO erasure_file (erasure_id, vault_name, sha256, bytes)
SELECT $erasure_id, n.name, n.hash, n.size
FROM (SELECT unnest($names) AS name, unnest($hashes) AS hash, unnest($sizes) AS size) n
WHERE NOT EXISTS (FROM erasure_file f WHERE f.erasure_id = $erasure_id AND f.vault_name = n.name)
