-- unscoped: data.references.remove finds the photo within the caller's Scope first
UPDATE reference_photo SET removed_at = $removed_at WHERE reference_photo_id = $reference_photo_id
