ALTER TABLE clients RENAME TO customers;
ALTER TYPE client_status RENAME TO customer_status;
ALTER TABLE customers RENAME CONSTRAINT clients_pkey TO customers_pkey;
ALTER TABLE customers RENAME CONSTRAINT clients_email_key TO customers_email_key;
ALTER TABLE "order" RENAME COLUMN client_id TO customer_id;
ALTER TABLE "order" RENAME CONSTRAINT order_client_id_fkey TO order_customer_id_fkey;
ALTER INDEX order_client_id_idx RENAME TO order_customer_id_idx;
ALTER TABLE reviews RENAME COLUMN client_id TO customer_id;
