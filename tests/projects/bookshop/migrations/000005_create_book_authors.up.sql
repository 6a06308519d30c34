CREATE TYPE author_role AS ENUM ('author', 'editor', 'translator', 'illustrator');

CREATE TABLE book_authors (
    book_id bigint NOT NULL REFERENCES books ON DELETE CASCADE,
    author_id uuid NOT NULL REFERENCES authors ON DELETE CASCADE,
    role author_role NOT NULL DEFAULT 'author',
    ord smallint NOT NULL DEFAULT 1,
    PRIMARY KEY (book_id, author_id)
);

CREATE INDEX book_authors_author_id_idx ON book_authors (author_id);
