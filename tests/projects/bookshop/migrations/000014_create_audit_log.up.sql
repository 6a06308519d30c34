CREATE TABLE audit_log (
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    address inet,
    detail jsonb
);

CREATE INDEX audit_log_at_idx ON audit_log USING brin (at);
