ALTER TABLE reviews RENAME COLUMN customer_id TO client_id;
ALTER INDEX order_customer_id_idx RENAME TO order_client_id_idx;
ALTER TABLE "order" RENAME CONSTRAINT order_customer_id_fkey TO order_client_id_fkey;
ALTER TABLE "order" RENAME COLUMN customer_id TO client_id;
ALTER TABLE customers RENAME CONSTRAINT customers_email_key TO clients_email_key;
ALTER TABLE customers RENAME CONSTRAINT customers_pkey TO clients_pkey;
ALTER TYPE customer_status RENAME TO client_status;
ALTER TABLE customers RENAME TO clients;
