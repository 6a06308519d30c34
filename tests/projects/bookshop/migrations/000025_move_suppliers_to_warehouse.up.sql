ALTER TABLE suppliers SET SCHEMA warehouse;
ALTER TABLE deliveries SET SCHEMA warehouse;
ALTER TABLE warehouse.suppliers DROP COLUMN fax;
