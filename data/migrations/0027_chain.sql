-- The audit trail as a chain: entries are numbered from 1 without a gap, and each carries the hash of its own content and of the
-- entry before it (data/chain.py says how). No index: the one writer numbers them, and what stands there is checked by reading it.

CREATE TABLE audit_chain (
    entry_id    BIGINT NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    username    TEXT NOT NULL,
    action      TEXT NOT NULL,
    subject     TEXT,
    block_id    TEXT,
    detail      JSON,
    hash        BLOB NOT NULL
);

-- What is there already is chained in its order. Twenty entries a step, since a recursive step costs more than a hash.
INSERT INTO audit_chain
WITH RECURSIVE numbered AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY entry_id) AS number, happened_at, username, action, subject, block_id, detail
    FROM audit_trail
),
step AS MATERIALIZED (
    SELECT (number - 1) // 20 AS step, min(number) AS first,
           list(
               number || '|' || epoch_us(happened_at)
               || '|' || coalesce(length(username) || ':' || username, '-') || '|' || coalesce(length(action) || ':' || action, '-')
               || '|' || coalesce(length(subject) || ':' || subject, '-')
               || '|' || coalesce(length(block_id) || ':' || block_id, '-')
               || '|' || coalesce(length(detail::TEXT) || ':' || detail::TEXT, '-')
               ORDER BY number
           ) AS contents
    FROM numbered
    GROUP BY ALL
),
chained AS (
    SELECT step, first,
           list_reduce(contents, lambda done, content: done || sha256(right(done, 64) || '|' || content), repeat('0', 64)) AS hashes
    FROM step WHERE step = 0
    UNION ALL
    SELECT step.step, step.first,
           list_reduce(
               step.contents, lambda done, content: done || sha256(right(done, 64) || '|' || content), right(chained.hashes, 64)
           )
    FROM chained JOIN step ON step.step = chained.step + 1
),
hashed AS (
    SELECT first + place - 1 AS number, unhex(substr(hashes, 64 * place + 1, 64)) AS hash
    FROM chained, unnest(range(1, length(hashes) // 64)) AS places (place)
)
SELECT number, happened_at, username, action, subject, block_id, detail, hash
FROM numbered JOIN hashed USING (number)
ORDER BY number;

DROP TABLE audit_trail;
ALTER TABLE audit_chain RENAME TO audit_trail;
