DROP TABLE book_authors;
DROP TYPE author_role;
