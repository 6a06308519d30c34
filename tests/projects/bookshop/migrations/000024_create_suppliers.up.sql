CREATE TABLE suppliers (
    id serial PRIMARY KEY,
    vat_number text UNIQUE NULLS NOT DISTINCT,
    name text NOT NULL,
    contact jsonb,
    fax varchar(40)
);

CREATE TABLE deliveries (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    supplier_id integer NOT NULL,
    location_code varchar(12) NOT NULL,
    due_on date,
    slot timetz,
    parcels smallint[] NOT NULL DEFAULT ARRAY[]::smallint[]
);

ALTER TABLE ONLY deliveries ADD PRIMARY KEY (id);
ALTER TABLE deliveries
    ADD FOREIGN KEY (supplier_id) REFERENCES suppliers (id),
    ADD CONSTRAINT deliveries_location_fkey FOREIGN KEY (location_code)
        REFERENCES warehouse.locations (code) ON UPDATE CASCADE;
