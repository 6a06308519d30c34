CREATE TABLE promotions (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 1000) PRIMARY KEY,
    name text NOT NULL,
    valid daterange NOT NULL,
    discount numeric NOT NULL,
    happy_hour numrange,
    CONSTRAINT promotions_discount_check CHECK (discount > 0 AND discount < 1),
    CONSTRAINT promotions_no_overlap EXCLUDE USING gist (valid WITH &&)
);
