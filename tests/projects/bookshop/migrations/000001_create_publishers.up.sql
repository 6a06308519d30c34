CREATE TABLE publishers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    country character(2) NOT NULL,
    website text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT publishers_name_key UNIQUE (name),
    CONSTRAINT publishers_country_check CHECK (country ~ '^[A-Z]{2}$')
);
