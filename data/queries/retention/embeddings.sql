-- unscoped: the app's own daily job
SELECT count(*) AS found, coalesce(sum(octet_length(sealed)), 0)::BIGINT AS bytes
FROM face WHERE photo_id IN (SELECT unnest($photo_ids)) AND octet_length(sealed) > 0
