DROP INDEX warehouse.movements_book_id_idx;
ALTER TABLE warehouse.movements DETACH PARTITION warehouse.movements_2026;
DROP TABLE warehouse.movements_2026;
