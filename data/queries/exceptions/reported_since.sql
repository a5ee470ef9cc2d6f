-- unscoped: yes or no, the same for everybody
SELECT count(*) > 0 AS reported FROM portal_report WHERE day = $day AND imported_at > $looked_at
