-- unscoped: counts of the whole district for the MIS in-charge and the DPO
SELECT
    (SELECT count(*) FROM photo p JOIN submission s USING (submission_id) WHERE s.read_at IS NULL) AS unread,
    (SELECT min(s.day) FROM submission s WHERE s.read_at IS NULL) AS unread_oldest,
    (SELECT count(*) FROM tray WHERE state = 'open' AND sha256 IS NOT NULL) AS tray,
    (SELECT min(arrived_at) FROM tray WHERE state = 'open' AND sha256 IS NOT NULL) AS tray_oldest,
    (SELECT count(*) FROM reference_photo WHERE removed_at IS NULL) AS reference_photos,
    (SELECT min(added_at) FROM reference_photo WHERE removed_at IS NULL) AS references_oldest,
    (SELECT count(*) FROM template) AS templates,
    (SELECT count(*) FROM photo WHERE gone_at IS NOT NULL) AS gone
