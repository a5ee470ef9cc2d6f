-- Work that is not a submission's: what it is about, and how far its last step came.
ALTER TABLE job ADD COLUMN detail JSON;
