-- A value of an enum cannot be taken away; it does no harm.
ALTER TABLE books DROP COLUMN running_time;
