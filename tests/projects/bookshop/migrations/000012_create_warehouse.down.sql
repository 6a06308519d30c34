DROP TABLE warehouse.stock;
DROP TABLE warehouse.locations;
DROP SCHEMA warehouse;
