-- Blocks with photos read of a day that was not drawn, and none that waits or is being read.
WITH read_here AS (
    SELECT day, unnest(class_sections) AS class_section_id
    FROM submission
    WHERE day BETWEEN $first AND $last AND read_at IS NOT NULL
), waits AS (
    SELECT DISTINCT s.day, s.block_id
    FROM job j
    JOIN submission s ON s.submission_id = j.submission_id
    WHERE s.day BETWEEN $first AND $last AND s.read_at IS NULL AND j.state IN ('waiting', 'running')
), due AS (
    SELECT DISTINCT c.day, c.block_id
    FROM class_day c
    JOIN read_here r ON r.day = c.day AND r.class_section_id = c.class_section_id
    WHERE c.day BETWEEN $first AND $last AND c.photos > 0 AND ($all_blocks OR c.block_id IN (SELECT unnest($blocks)))
)
SELECT d.day, d.block_id
FROM due d
ANTI JOIN sample_draw s ON s.day = d.day AND s.block_id = d.block_id
ANTI JOIN waits w ON w.day = d.day AND w.block_id = d.block_id
ORDER BY d.day, d.block_id
