SELECT list_sort(list(DISTINCT username)) AS usernames, list_sort(list(DISTINCT action)) AS actions
FROM audit_trail
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
