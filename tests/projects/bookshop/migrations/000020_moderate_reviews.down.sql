ALTER TABLE reviews RENAME COLUMN moderation TO approved;
ALTER TABLE reviews
    ALTER COLUMN approved DROP NOT NULL,
    ALTER COLUMN approved DROP DEFAULT,
    ALTER COLUMN approved TYPE boolean
        USING CASE approved WHEN 'approved' THEN true WHEN 'rejected' THEN false END;
DROP TYPE moderation;
