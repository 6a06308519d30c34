CREATE TYPE postal_address AS (
    street text,
    postcode varchar(10),
    city text,
    country character(2)
);

ALTER TABLE customers
    ADD COLUMN billing_address postal_address,
    ADD COLUMN shipping_addresses postal_address[];
ALTER TABLE "order" ADD COLUMN ship_to postal_address;
