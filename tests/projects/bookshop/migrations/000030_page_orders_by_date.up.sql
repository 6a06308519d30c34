ALTER TABLE "order" ALTER COLUMN placed_at TYPE timestamptz USING placed_at AT TIME ZONE 'UTC';
CREATE INDEX order_created_at_id_idx ON "order" (created_at DESC, id DESC);
CREATE INDEX reviews_rating_id_idx ON reviews (rating DESC, id);
