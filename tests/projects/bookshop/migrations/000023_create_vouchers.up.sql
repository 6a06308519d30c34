CREATE TABLE vouchers (
    code text NOT NULL,
    customer_id uuid REFERENCES customers ON DELETE CASCADE,
    amount numeric(12, 2),
    percent real,
    "limit" integer NOT NULL DEFAULT 1,
    "Legacy Code" text,
    valid_for tstzrange NOT NULL DEFAULT tstzrange(now(), NULL),
    redeemed_at timestamptz[],
    CONSTRAINT vouchers_code_key PRIMARY KEY (code),
    CONSTRAINT one_kind CHECK (num_nonnulls(amount, percent) = 1)
);

CREATE UNIQUE INDEX vouchers_legacy_code_idx ON vouchers ("Legacy Code");
-- One voucher of a kind for everybody.
CREATE UNIQUE INDEX vouchers_open_idx ON vouchers (percent) WHERE customer_id IS NULL;
