-- unscoped: all of them are tried again
DELETE FROM unread_reference WHERE model = $model
