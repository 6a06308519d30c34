-- The rest is still empty of 2026: nothing has to move.
CREATE TABLE warehouse.movements_2026 (LIKE warehouse.movements INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE warehouse.movements ATTACH PARTITION warehouse.movements_2026
    FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2027-01-01 00:00+00');

CREATE INDEX movements_book_id_idx ON warehouse.movements (book_id, moved_at);
