ALTER TABLE "order" DROP COLUMN ship_to;
ALTER TABLE customers
    DROP COLUMN shipping_addresses,
    DROP COLUMN billing_address;
DROP TYPE postal_address;
