DROP TABLE deliveries;
DROP TABLE suppliers;
