ALTER TABLE order_items
    ADD COLUMN discount numeric(4, 3) NOT NULL DEFAULT 0,
    ADD COLUMN total numeric GENERATED ALWAYS AS (round(quantity * unit_price * (1 - discount), 2)) STORED;
ALTER TABLE order_items
    ADD CONSTRAINT order_items_discount_check CHECK (discount >= 0 AND discount < 1) NOT VALID;
ALTER TABLE order_items VALIDATE CONSTRAINT order_items_discount_check;
