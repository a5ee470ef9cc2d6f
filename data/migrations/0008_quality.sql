-- How a face was photographed (recognition.quality); NULL for faces read before.
ALTER TABLE face ADD COLUMN light REAL;
ALTER TABLE face ADD COLUMN roll REAL;
ALTER TABLE face ADD COLUMN yaw REAL;
