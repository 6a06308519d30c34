CREATE TYPE order_state AS ENUM ('cart', 'placed', 'paid', 'shipped', 'cancelled');

-- Named by a newcomer: every query has to quote it.
CREATE TABLE "order" (
    id bigserial PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES clients,
    state order_state NOT NULL DEFAULT 'cart',
    note text,
    placed_at timestamp,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX order_client_id_idx ON "order" (client_id);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES "order" ON DELETE CASCADE,
    line smallint NOT NULL,
    book_id bigint NOT NULL REFERENCES books,
    quantity integer NOT NULL DEFAULT 1,
    unit_price numeric(8, 2) NOT NULL,
    PRIMARY KEY (order_id, line),
    CONSTRAINT order_items_quantity_check CHECK (quantity > 0)
);
