-- Of two pupils the most similar photos count. What was said of the same two photos before is not asked again.
INSERT INTO lead (run_id, pupil_a, pupil_b, photo_a, photo_b, similarity, state, said_by, said_at)
SELECT $run_id, i.pupil_a, i.pupil_b, i.photo_a, i.photo_b, i.similarity, coalesce(k.state, 'open'), k.said_by, k.said_at
FROM (
    SELECT unnest($pupil_a) AS pupil_a, unnest($pupil_b) AS pupil_b, unnest($photo_a) AS photo_a, unnest($photo_b) AS photo_b,
           unnest($similarity) AS similarity
) i
LEFT JOIN (
    SELECT photo_a, photo_b, arg_max(state, said_at) AS state, arg_max(said_by, said_at) AS said_by, max(said_at) AS said_at
    FROM lead
    WHERE state <> 'open'
    GROUP BY photo_a, photo_b
) k ON k.photo_a = i.photo_a AND k.photo_b = i.photo_b
WHERE $all_blocks AND len($blocks) >= 0
ON CONFLICT (run_id, pupil_a, pupil_b) DO UPDATE
SET photo_a = excluded.photo_a, photo_b = excluded.photo_b, similarity = excluded.similarity, state = excluded.state,
    said_by = excluded.said_by, said_at = excluded.said_at
WHERE excluded.similarity > lead.similarity
RETURNING lead_id
