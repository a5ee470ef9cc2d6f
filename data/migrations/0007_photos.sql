-- The smallest face that was looked for in a photo, in pixels; NULL for photos read before.
ALTER TABLE photo ADD COLUMN min_face INTEGER;
