CREATE TABLE categories (
    slug text PRIMARY KEY,
    name text NOT NULL,
    parent_slug text REFERENCES categories (slug) ON UPDATE CASCADE ON DELETE SET NULL,
    "order" integer NOT NULL DEFAULT 0,
    CHECK (slug <> parent_slug)
);

CREATE TABLE book_categories (
    book_id bigint REFERENCES books ON DELETE CASCADE,
    category_slug text REFERENCES categories ON UPDATE CASCADE,
    PRIMARY KEY (book_id, category_slug)
);
