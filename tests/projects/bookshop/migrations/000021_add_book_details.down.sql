ALTER TABLE books
    DROP COLUMN sort_title,
    DROP COLUMN details,
    DROP COLUMN other_formats,
    DROP COLUMN keywords;
