-- unscoped: a photo waits once, wherever it came from; only what was given comes back
SELECT DISTINCT sha256 FROM tray WHERE state = 'open' AND sha256 IN (SELECT unnest($hashes::TEXT[]))
