-- unscoped: the worker's own result, for a photo of the submission that it holds
UPDATE photo
SET phash_0 = $phash_0, phash_1 = $phash_1, phash_2 = $phash_2, phash_3 = $phash_3,
    width = $width, height = $height, taken_at = $taken_at, camera = $camera, software = $software,
    latitude = $latitude, longitude = $longitude, sharpness = $sharpness, faces = $faces, min_face = $min_face,
    reshot = $reshot, reshot_cues = $reshot_cues, vault_name = $vault_name, thumb_name = $thumb_name, error = $error
WHERE photo_id = $photo_id
