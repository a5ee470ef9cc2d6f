-- unscoped: a photo waits once, wherever it came from; only whether it does comes back
SELECT tray.file = $file AS same_file FROM tray WHERE state = 'open' AND sha256 = $sha256
