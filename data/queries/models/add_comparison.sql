-- unscoped: the worker's own result
INSERT OR REPLACE INTO model_comparison (
    job_id, day, class_section_id, block_id, model, enrolled, recognised, uncertain, judged, agreed
)
VALUES ($job_id, $day, $class_section_id, $block_id, $model, $enrolled, $recognised, $uncertain, $judged, $agreed)
