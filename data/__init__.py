"""DuckDB and the vault: what is stored and which rows a person may see. Knows no photos' pixels and no pages."""
