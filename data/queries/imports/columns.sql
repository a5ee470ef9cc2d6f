-- unscoped: headings of files, the same for the whole district
SELECT columns FROM import_columns WHERE kind = $kind AND headings = $headings
