CREATE VIEW catalog AS
SELECT
    b.id,
    b.isbn,
    b.title,
    b.format,
    b.price,
    p.name AS publisher,
    b.keywords
FROM books b
JOIN publishers p ON p.id = b.publisher_id;

COMMENT ON VIEW catalog IS 'What the shop''s pages show of a book.';
