-- unscoped: the erasure of a pupil, which the MIS in-charge asked for. Photos of the pupil's schools that wait to be read.
SELECT count(*) AS waiting
FROM submission s
JOIN photo p ON p.submission_id = s.submission_id
WHERE s.read_at IS NULL AND s.school_id IN (
    SELECT cs.school_id FROM enrolment e JOIN class_section cs ON cs.class_section_id = e.class_section_id WHERE e.pupil_id = $pupil_id
)
