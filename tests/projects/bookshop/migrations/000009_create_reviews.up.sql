CREATE TABLE reviews (
    id serial PRIMARY KEY,
    book_id bigint NOT NULL REFERENCES books ON DELETE CASCADE,
    client_id uuid REFERENCES clients ON DELETE SET NULL,
    rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
    body text NOT NULL DEFAULT '',
    approved boolean,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (book_id, client_id)
);
