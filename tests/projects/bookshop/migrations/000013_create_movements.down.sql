DROP TABLE warehouse.movements;
DROP TYPE warehouse.movement_kind;
