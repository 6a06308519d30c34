DROP VIEW catalog;
