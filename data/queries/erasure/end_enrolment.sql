-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE enrolment SET to_day = greatest(from_day, $day) WHERE pupil_id = $pupil_id AND (to_day IS NULL OR to_day > $day)
