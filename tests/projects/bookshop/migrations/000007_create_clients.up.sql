CREATE TYPE client_status AS ENUM ('active', 'blocked');

CREATE TABLE clients (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    phone varchar(32),
    status client_status NOT NULL DEFAULT 'active',
    newsletter boolean NOT NULL DEFAULT false,
    birthday date,
    created_at timestamptz NOT NULL DEFAULT now()
);
