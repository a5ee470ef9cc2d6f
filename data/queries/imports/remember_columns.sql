-- unscoped: headings of files, the same for the whole district
INSERT OR REPLACE INTO import_columns (kind, headings, columns, changed_by, changed_at) VALUES ($kind, $headings, $columns, $by, $at)
