-- unscoped: the erasure of a pupil, which the MIS in-charge asked for. The faces of class photos of the pupil's schools that can be compared.
SELECT fc.face_id, fc.photo_id, fc.model, fc.sealed, m.decision, m.pupil_id
FROM submission s
JOIN photo p ON p.submission_id = s.submission_id
JOIN face fc ON fc.photo_id = p.photo_id
LEFT JOIN match m ON m.face_id = fc.face_id AND m.rank = 1
WHERE octet_length(fc.sealed) > 0 AND s.school_id IN (
    SELECT cs.school_id FROM enrolment e JOIN class_section cs ON cs.class_section_id = e.class_section_id WHERE e.pupil_id = $pupil_id
)
