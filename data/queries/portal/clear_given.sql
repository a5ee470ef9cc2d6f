-- unscoped: the report that is being stored
DELETE FROM portal_given
