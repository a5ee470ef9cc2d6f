-- unscoped: the app's own daily job
INSERT INTO retention_due
SELECT photo_id FROM held_photo($day, $school_days, $judged_days, $unjudged_days) WHERE is_over
