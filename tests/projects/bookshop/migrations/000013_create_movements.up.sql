SET search_path TO warehouse, public;

CREATE TYPE movement_kind AS ENUM ('in', 'out', 'adjustment');

CREATE TABLE movements (
    id bigint GENERATED ALWAYS AS IDENTITY,
    moved_at timestamptz NOT NULL DEFAULT now(),
    location_code varchar(12) NOT NULL REFERENCES locations (code),
    book_id bigint NOT NULL REFERENCES books (id),
    kind movement_kind NOT NULL,
    quantity integer NOT NULL CHECK (quantity <> 0),
    reason text,
    PRIMARY KEY (id, moved_at)
) PARTITION BY RANGE (moved_at);

CREATE TABLE movements_2025 PARTITION OF movements
    FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
CREATE TABLE movements_rest PARTITION OF movements DEFAULT;

RESET search_path;
