ALTER TABLE order_items
    DROP COLUMN total,
    DROP COLUMN discount;
