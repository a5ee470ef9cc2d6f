-- unscoped: the sandbox is filled before anybody works in it
CREATE OR REPLACE TEMP MACRO part(h, n) AS ((h >> (16 * n)) & 65535)::FLOAT / 65536; -- one of four draws from 0 to 1
CREATE OR REPLACE TEMP MACRO bell(h) AS (part(h, 0) + part(h, 1) + part(h, 2) + part(h, 3) - 2) * 1.732; -- near a standard normal
CREATE OR REPLACE TEMP TABLE habit (
    class_section_id BIGINT, first_pupil BIGINT, size INTEGER, sends FLOAT, uploads FLOAT, come FLOAT, recognises FLOAT,
    referenced FLOAT, silent_days INTEGER, falls_days INTEGER, constant BOOLEAN, inflates BOOLEAN, by_class BOOLEAN
);
