-- Takes back the last decision that stands: all its steps.
INSERT INTO flag_step (flag_id, kind, undoes, text, said_by, said_at)
WITH standing AS (
    SELECT st.*
    FROM flag_step st
    JOIN flag f ON f.flag_id = st.flag_id
    WHERE f.cause = $cause
      AND st.kind <> 'undo'
      AND NOT EXISTS (FROM flag_step u WHERE u.undoes = st.step_id)
      AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
), latest AS (
    SELECT kind, said_by, said_at FROM standing ORDER BY step_id DESC LIMIT 1
)
SELECT st.flag_id, 'undo', st.step_id, NULL, $said_by, $said_at
FROM standing st
JOIN latest l ON l.kind = st.kind AND l.said_by = st.said_by AND l.said_at = st.said_at
ORDER BY st.flag_id
