ALTER TABLE books
    ALTER COLUMN title TYPE text,
    ALTER COLUMN subtitle TYPE text,
    ALTER COLUMN price TYPE numeric(10, 2),
    ALTER COLUMN page_count TYPE smallint USING page_count::smallint;

ALTER TABLE order_items ALTER COLUMN unit_price SET DATA TYPE numeric(10, 2);
