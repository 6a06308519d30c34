-- May have been made by hand on the staging database.
DO $$
BEGIN
    CREATE TYPE moderation AS ENUM ('pending', 'approved', 'rejected');
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;

ALTER TABLE reviews
    ALTER COLUMN approved TYPE moderation
        USING CASE approved WHEN true THEN 'approved' WHEN false THEN 'rejected' ELSE 'pending' END::moderation,
    ALTER COLUMN approved SET DEFAULT 'pending',
    ALTER COLUMN approved SET NOT NULL;
ALTER TABLE reviews RENAME COLUMN approved TO moderation;
