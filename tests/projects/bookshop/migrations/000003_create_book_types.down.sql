DROP DOMAIN isbn13;
DROP TYPE book_format;
