-- unscoped: whether the district has its units at all
SELECT count(*) > 0 FROM block
