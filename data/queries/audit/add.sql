-- unscoped: an entry is written for whatever was just done; reading it is scoped
INSERT INTO audit_trail (entry_id, happened_at, username, action, subject, block_id, detail, hash)
VALUES ($entry_id, $happened_at, $username, $action, $subject, $block_id, $detail, $hash)
