ALTER TABLE books
    ADD COLUMN keywords text[] NOT NULL DEFAULT '{}',
    ADD COLUMN other_formats book_format[],
    ADD COLUMN details jsonb NOT NULL DEFAULT '{}'::jsonb,
    ADD COLUMN sort_title text GENERATED ALWAYS AS (lower(regexp_replace(title, '^(the|a|an) ', '', 'i'))) STORED;

CREATE INDEX books_keywords_idx ON books USING gin (keywords);
CREATE INDEX books_sort_title_idx ON books (sort_title, id);
