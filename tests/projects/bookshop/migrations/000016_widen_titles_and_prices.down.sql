ALTER TABLE order_items ALTER COLUMN unit_price SET DATA TYPE numeric(8, 2);

ALTER TABLE books
    ALTER COLUMN page_count TYPE integer,
    ALTER COLUMN price TYPE numeric(8, 2),
    ALTER COLUMN subtitle TYPE varchar(200),
    ALTER COLUMN title TYPE varchar(200);
