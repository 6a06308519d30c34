DROP TABLE clients;
DROP TYPE client_status;
