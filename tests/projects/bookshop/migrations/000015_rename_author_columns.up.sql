ALTER TABLE authors RENAME COLUMN bio TO biography;
ALTER TABLE authors RENAME born TO born_on;
ALTER TABLE books RENAME published TO published_on;
ALTER TABLE books RENAME COLUMN pages TO page_count;
