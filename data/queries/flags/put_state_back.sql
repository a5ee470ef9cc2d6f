-- Brings flags of which a step was just taken back to what stands.
UPDATE flag
SET state = x.kind,
    decided_by = CASE WHEN x.kind IN ('confirmed', 'dismissed') THEN x.said_by END,
    decided_at = CASE WHEN x.kind IN ('confirmed', 'dismissed') THEN x.said_at END
FROM (
    SELECT u.flag_id, coalesce(arg_max(st.kind, st.step_id), 'open') AS kind,
           arg_max(st.said_by, st.step_id) AS said_by,
           arg_max(st.said_at, st.step_id) AS said_at
    FROM flag_step u
    LEFT JOIN flag_step st
      ON st.flag_id = u.flag_id AND st.kind <> 'undo' AND NOT EXISTS (FROM flag_step t WHERE t.undoes = st.step_id)
    WHERE u.kind = 'undo' AND u.said_at = $said_at AND u.said_by = $said_by
    GROUP BY u.flag_id
) x
WHERE flag.flag_id = x.flag_id
  AND flag.cause = $cause
  AND ($all_blocks OR flag.block_id IN (SELECT unnest($blocks)))
