-- unscoped: raised by the app on the class day whose photos it holds
INSERT INTO flag (day, class_section_id, block_id, photo_id, kind, severity, cause, evidence, raised_at)
SELECT $day, $class_section_id, $block_id, $photo_id, $kind, $severity, $cause, $evidence, $raised_at
WHERE NOT EXISTS (
    SELECT 1 FROM flag
    WHERE flag.day = $day AND flag.class_section_id = $class_section_id AND flag.kind = $kind
      AND flag.photo_id IS NOT DISTINCT FROM $photo_id
      AND (flag.cause = $cause OR flag.state <> 'dismissed') -- what was dismissed says nothing of another cause
)
