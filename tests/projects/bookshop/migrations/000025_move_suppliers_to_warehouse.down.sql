ALTER TABLE warehouse.suppliers ADD COLUMN fax varchar(40);
ALTER TABLE warehouse.deliveries SET SCHEMA public;
ALTER TABLE warehouse.suppliers SET SCHEMA public;
