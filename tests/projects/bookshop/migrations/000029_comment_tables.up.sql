COMMENT ON TABLE books IS 'A book as the shop sells it: one row for each edition and format.';
COMMENT ON COLUMN books.isbn IS 'The ISBN without dashes.';
COMMENT ON COLUMN books.price IS E'The price in euros, with VAT.\nZero is a book that is given away.';
COMMENT ON COLUMN books.details IS 'What only some books have: {"narrator": …, "series": …}.';
COMMENT ON TABLE "order" IS 'An order, or a cart that is not placed yet.';
COMMENT ON TYPE book_format IS 'How a book is made.';
COMMENT ON TYPE postal_address IS 'Where a parcel can go.';
COMMENT ON TABLE warehouse.stock IS 'How many copies lie where.';
