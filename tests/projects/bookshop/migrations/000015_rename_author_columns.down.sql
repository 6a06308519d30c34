ALTER TABLE books RENAME COLUMN page_count TO pages;
ALTER TABLE books RENAME published_on TO published;
ALTER TABLE authors RENAME born_on TO born;
ALTER TABLE authors RENAME COLUMN biography TO bio;
