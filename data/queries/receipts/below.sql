-- unscoped: the inbox is looked at by the app itself
SELECT file FROM receipt WHERE came_by = 'inbox' AND received_at >= $since AND starts_with(file, $folder)
UNION
SELECT file FROM tray WHERE came_by = 'inbox' AND arrived_at >= $since AND starts_with(file, $folder)
