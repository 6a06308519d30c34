CREATE TYPE book_format AS ENUM ('hardcover', 'paperback', 'ebook');

-- Thirteen digits, without dashes; the check digit is the application's.
CREATE DOMAIN isbn13 AS text
    CONSTRAINT isbn13_digits CHECK (VALUE ~ '^97[89][0-9]{10}$');
