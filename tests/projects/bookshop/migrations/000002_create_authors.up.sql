CREATE TABLE authors (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    full_name text NOT NULL,
    bio text,
    born date,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX authors_full_name_idx ON authors (full_name, id);
