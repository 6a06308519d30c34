DROP TABLE order_items;
DROP TABLE "order";
DROP TYPE order_state;
