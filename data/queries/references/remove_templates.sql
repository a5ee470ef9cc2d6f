-- unscoped: data.references.remove finds the photo within the caller's Scope first
DELETE FROM template WHERE reference_photo_id = $reference_photo_id
