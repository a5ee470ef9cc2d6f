-- What was done with a cause's flags within the scope, one row for each decision of a person, oldest first.
SELECT max(st.step_id) AS step_id, st.kind, st.text, st.said_by, coalesce(a.name, st.said_by) AS said_by_name, st.said_at,
       count(*) AS flags,
       bool_and(u.step_id IS NOT NULL) AS undone
FROM flag_step st
JOIN flag f ON f.flag_id = st.flag_id
LEFT JOIN flag_step u ON u.undoes = st.step_id
LEFT JOIN account a ON a.username = st.said_by
WHERE f.cause = $cause
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
GROUP BY st.kind, st.text, st.said_by, a.name, st.said_at
ORDER BY step_id
