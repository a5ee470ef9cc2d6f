SELECT h.why, count(*) AS held, min(h.day) AS oldest, min(h.goes_on) AS goes_first, max(h.goes_on) AS goes_last
FROM held_photo($day, $school_days, $judged_days, $unjudged_days) h
WHERE ($all_blocks OR h.block_id IN (SELECT unnest($blocks)))
GROUP BY h.why
