CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    balance bigint NOT NULL DEFAULT 0
);

CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts,
    -- Which call made it. Nothing keeps a call from making two.
    token text NOT NULL,
    amount bigint NOT NULL
);
CREATE INDEX entries_account_id_idx ON entries (account_id);

CREATE TABLE counters (
    id bigint PRIMARY KEY,
    value bigint NOT NULL,
    -- The call that wrote it last.
    token text NOT NULL
);
