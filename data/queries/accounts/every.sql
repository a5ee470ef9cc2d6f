-- unscoped: accounts belong to the whole installation, not to a block
SELECT a.username, a.name, a.role, a.blocks, a.must_change, a.active, a.created_at, a.created_by,
       max(s.started_at) AS last_signed_in
FROM account a
LEFT JOIN session s ON s.username = a.username
GROUP BY ALL
ORDER BY a.active DESC, a.role, a.username
