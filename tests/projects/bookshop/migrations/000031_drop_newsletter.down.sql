ALTER TABLE customers DROP CONSTRAINT customers_email_check;
ALTER TABLE customers ADD COLUMN birthday date;
ALTER TABLE customers
    ALTER COLUMN phone TYPE varchar(32),
    ADD COLUMN newsletter boolean NOT NULL DEFAULT false;
