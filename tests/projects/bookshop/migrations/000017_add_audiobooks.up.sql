ALTER TYPE book_format ADD VALUE IF NOT EXISTS 'audiobook' AFTER 'ebook';
ALTER TABLE books ADD COLUMN running_time interval;
