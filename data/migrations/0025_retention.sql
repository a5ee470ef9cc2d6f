-- How long what is held is held: when a photo went, what is about to be deleted, and what each run removed.

ALTER TABLE photo ADD COLUMN gone_at TIMESTAMP; -- its time was over: the row stays, its pictures and embeddings do not

-- One row a run: the job's number.
CREATE TABLE retention_run (
    run_id   BIGINT PRIMARY KEY,
    begun_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);

-- What a run removed; no names.
CREATE TABLE retention_removed (
    run_id  BIGINT NOT NULL,
    what    TEXT NOT NULL CHECK (what IN ('class_photo', 'crop', 'original', 'reference', 'tray', 'receipt', 'embedding', 'template')),
    removed BIGINT NOT NULL,
    bytes   BIGINT NOT NULL
);

-- How much was on the disk after a run.
CREATE TABLE retention_held (
    run_id BIGINT NOT NULL,
    what   TEXT NOT NULL,
    files  BIGINT NOT NULL,
    bytes  BIGINT NOT NULL
);

-- Photos whose time is over, found by the run in hand.
CREATE TABLE retention_due (
    photo_id BIGINT NOT NULL
);

-- Sealed files whose rows say already that they are gone: written before a file is deleted, taken away after.
CREATE TABLE doomed_file (
    vault_name TEXT NOT NULL,
    what       TEXT NOT NULL
);

-- Class photos that are held, and why: the strongest reason of flag_open, sampled, uncertain (until somebody has judged), judged
-- (since `since`), in_time. kept_from is the first day of the school's last so many school days before `of_day`: photos of
-- earlier days have had that many school days. goes_on is the day on which a photo goes; NULL: not before its flag is decided.
CREATE MACRO held_photo(of_day, school_days, judged_days, unjudged_days) AS TABLE
WITH held AS (
    SELECT p.photo_id, s.school_id, s.block_id, s.day, s.class_sections
    FROM photo p
    JOIN submission s ON s.submission_id = p.submission_id
    WHERE p.gone_at IS NULL AND p.vault_name IS NOT NULL AND s.read_at IS NOT NULL
), worked AS (
    SELECT h.school_id, list_reverse_sort(list(t.day::DATE)) AS days
    FROM (SELECT DISTINCT school_id FROM held) h
    JOIN generate_series(of_day::DATE::TIMESTAMP - INTERVAL 150 DAY, of_day::DATE::TIMESTAMP - INTERVAL 1 DAY, INTERVAL 1 DAY) AS t(day) ON TRUE
    JOIN school_place pl ON pl.school_id = h.school_id AND t.day::DATE >= pl.from_day AND (pl.to_day IS NULL OR t.day::DATE <= pl.to_day)
    WHERE isodow(t.day) <> pl.weekly_off
      AND NOT EXISTS (
          FROM calendar k
          WHERE k.day = t.day::DATE
            AND k.grades IS NULL
            AND (k.block_id IS NULL OR k.block_id = pl.block_id)
            AND (k.school_id IS NULL OR k.school_id = pl.school_id)
      )
    GROUP BY h.school_id
), named_by_flag AS (
    SELECT f.photo_id, f.state, f.decided_at FROM flag f WHERE f.photo_id IS NOT NULL
    UNION ALL
    SELECT (f.evidence ->> '$.photo_id')::BIGINT, f.state, f.decided_at FROM flag f WHERE f.evidence ->> '$.photo_id' IS NOT NULL
    UNION ALL
    SELECT unnest(CAST(f.evidence -> '$.photo_ids' AS BIGINT[])), f.state, f.decided_at
    FROM flag f WHERE f.evidence ->> '$.photo_ids' IS NOT NULL
    UNION ALL
    SELECT h.photo_id, f.state, f.decided_at
    FROM flag f JOIN held h ON h.day = f.day AND list_contains(h.class_sections, f.class_section_id)
    WHERE f.photo_id IS NULL
), flagged AS (
    SELECT photo_id, bool_or(state IN ('open', 'asked', 'answered')) AS is_open, max(decided_at) AS judged_at
    FROM named_by_flag GROUP BY photo_id
), item AS (
    SELECT i.item_id, i.day, i.class_section_id, i.kind, fc.photo_id,
           count(a.answer_id) >= CASE WHEN bool_or(i.twice) THEN 2 ELSE 1 END AS is_judged, max(a.said_at) AS judged_at
    FROM sample_item i
    LEFT JOIN face fc ON fc.face_id = i.face_id
    LEFT JOIN standing_sample_answer a ON a.item_id = i.item_id
    GROUP BY ALL
), sampled AS (
    SELECT photo_id, bool_and(is_judged) AS is_judged, max(judged_at) AS judged_at
    FROM (
        SELECT photo_id, is_judged, judged_at FROM item WHERE photo_id IS NOT NULL
        UNION ALL
        SELECT h.photo_id, i.is_judged, i.judged_at
        FROM item i JOIN held h ON h.day = i.day AND list_contains(h.class_sections, i.class_section_id)
        WHERE i.kind <> 'present'
    )
    GROUP BY photo_id
), open_class_day AS (
    SELECT day, class_section_id, uncertain > 0 AS is_open FROM class_day
), said AS (
    SELECT day, class_section_id, max(said_at) AS judged_at FROM verdict GROUP BY ALL
), uncertain AS (
    SELECT h.photo_id, bool_or(c.is_open) AS is_open, max(v.judged_at) AS judged_at
    FROM held h
    JOIN (SELECT DISTINCT fc.photo_id FROM face fc JOIN match m ON m.face_id = fc.face_id AND m.rank = 1 WHERE m.decision = 'uncertain') u
      ON u.photo_id = h.photo_id
    CROSS JOIN unnest(h.class_sections) AS cs(class_section_id)
    LEFT JOIN open_class_day c ON c.day = h.day AND c.class_section_id = cs.class_section_id
    LEFT JOIN said v ON v.day = h.day AND v.class_section_id = cs.class_section_id
    GROUP BY h.photo_id
), reasons AS (
    SELECT h.*,
           coalesce(w.days[school_days], of_day::DATE - 150) AS kept_from,
           coalesce(f.is_open, FALSE) AS flag_open,
           coalesce(NOT s.is_judged, FALSE) AS sample_open,
           coalesce(u.is_open, FALSE) AS uncertain_open,
           greatest(f.judged_at, s.judged_at, u.judged_at) AS judged_at
    FROM held h
    LEFT JOIN worked w ON w.school_id = h.school_id
    LEFT JOIN flagged f ON f.photo_id = h.photo_id
    LEFT JOIN sampled s ON s.photo_id = h.photo_id
    LEFT JOIN uncertain u ON u.photo_id = h.photo_id
)
SELECT photo_id, school_id, block_id, day, kept_from,
       CASE WHEN flag_open THEN 'flag_open' WHEN sample_open THEN 'sampled' WHEN uncertain_open THEN 'uncertain'
            WHEN judged_at IS NOT NULL THEN 'judged' ELSE 'in_time' END AS why,
       CASE WHEN flag_open THEN NULL
            WHEN sample_open OR uncertain_open THEN greatest(day + unjudged_days::INTEGER, (judged_at + INTERVAL 330 MINUTE)::DATE + judged_days::INTEGER)
            WHEN judged_at IS NOT NULL THEN (judged_at + INTERVAL 330 MINUTE)::DATE + judged_days::INTEGER
       END AS goes_on,
       CASE WHEN flag_open THEN FALSE
            WHEN sample_open OR uncertain_open OR judged_at IS NOT NULL THEN day < kept_from AND goes_on <= of_day
            ELSE day < kept_from END AS is_over
FROM reasons;
