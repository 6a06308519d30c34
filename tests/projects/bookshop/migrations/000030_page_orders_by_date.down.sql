DROP INDEX reviews_rating_id_idx;
DROP INDEX order_created_at_id_idx;
ALTER TABLE "order" ALTER COLUMN placed_at TYPE timestamp USING placed_at AT TIME ZONE 'UTC';
