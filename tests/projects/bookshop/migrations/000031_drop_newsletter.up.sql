ALTER TABLE customers
    DROP COLUMN IF EXISTS newsletter,
    ALTER COLUMN phone TYPE text;

-- Nobody filled it in.
ALTER TABLE customers DROP COLUMN birthday;
ALTER TABLE customers ADD CONSTRAINT customers_email_check CHECK (position('@' IN email) > 1);
