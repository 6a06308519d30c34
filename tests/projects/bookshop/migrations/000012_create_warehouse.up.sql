CREATE SCHEMA warehouse;

CREATE TABLE warehouse.locations (
    code varchar(12) PRIMARY KEY,
    name text NOT NULL,
    opens time NOT NULL DEFAULT '08:00',
    closes time NOT NULL DEFAULT '18:00',
    position point
);

CREATE TABLE warehouse.stock (
    location_code varchar(12) NOT NULL REFERENCES warehouse.locations,
    book_id bigint NOT NULL REFERENCES public.books,
    quantity integer NOT NULL DEFAULT 0 CHECK (quantity >= 0),
    reorder int4range,
    counted_at timestamptz,
    PRIMARY KEY (location_code, book_id)
);
