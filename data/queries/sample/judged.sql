SELECT i.item_id, i.day, i.block_id, i.school_id, i.class_section_id, i.grade, i.kind, i.pupil_id, i.face_px, i.model,
       i.similarity, i.counted, i.units, i.taken, i.twice, a.said_by, a.answer, a.pupil_id AS said_pupil, a.counted AS said_count
FROM sample_item i
JOIN standing_sample_answer a ON a.item_id = i.item_id
WHERE i.day BETWEEN $first AND $last
  AND NOT EXISTS ( -- what was set aside since is no part of the figures that these correct
      FROM class_day c WHERE c.day = i.day AND c.class_section_id = i.class_section_id AND c.set_aside
  )
  AND ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
ORDER BY i.day, i.item_id, a.answer_id
