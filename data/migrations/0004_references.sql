-- Where a reference photo comes from: 'photo' (taken for it), 'group_photo' (a face named on one), 'class_photo' (a face that a
-- person confirmed; face_id says which).
ALTER TABLE reference_photo ADD COLUMN source TEXT DEFAULT 'photo';
ALTER TABLE reference_photo ADD COLUMN face_id BIGINT;
