-- unscoped: an entry is written for whatever was just done; reading it is scoped
INSERT INTO audit_trail (happened_at, username, action, subject, block_id, detail)
VALUES ($happened_at, $username, $action, $subject, $block_id, $detail)
