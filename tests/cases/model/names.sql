-- case: unquoted names are folded, quoted ones are not
CREATE TABLE Users (Id int, "Id" int, "UPPER lower" text, "with ""quotes""" int);
CREATE TABLE "Users" (id int);
SELECT 1;

-- case: letters beyond ASCII are kept
CREATE TABLE Größe (Ä int, ä int, "Ünïcode" int, 名前 text);
CREATE INDEX ON Größe (Ä);

-- case: cut at 63 bytes
CREATE TABLE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffhhhhhhhhhh int PRIMARY KEY, x int UNIQUE);
CREATE TABLE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggXXXXX (x int); -- refused 42P07
CREATE INDEX ON aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg (x);

-- case: two columns alike after the cut
CREATE TABLE t (aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg int, aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggghhhhh int); -- refused 42701

-- case: cut within a letter of several bytes
CREATE TABLE ääääääääääääääääääääääääääääääääääääääääää (öööööööööööööööööööööööööööööööööööööööööö int UNIQUE, x int CHECK (x > 0));
CREATE INDEX ON ääääääääääääääääääääääääääääääää (x);
CREATE TABLE "x€€€€€€€€€€€€€€€€€€€€€€€€€€€€€" (a serial PRIMARY KEY, b int REFERENCES "x€€€€€€€€€€€€€€€€€€€€€€€€€€€€€");

-- case: made-up names of long tables and columns
CREATE TABLE a_rather_long_table_name_for_a_test_of_names (a_rather_long_column_name_for_a_test_of_names serial PRIMARY KEY, another_rather_long_column_name_for_a_test int UNIQUE CHECK (another_rather_long_column_name_for_a_test > 0), UNIQUE (a_rather_long_column_name_for_a_test_of_names, another_rather_long_column_name_for_a_test));
CREATE INDEX ON a_rather_long_table_name_for_a_test_of_names (another_rather_long_column_name_for_a_test);
CREATE INDEX ON a_rather_long_table_name_for_a_test_of_names (another_rather_long_column_name_for_a_test);
CREATE TABLE a_rather_long_table_name_for_a_test_of_nameZ (x int REFERENCES a_rather_long_table_name_for_a_test_of_names);
ALTER TABLE a_rather_long_table_name_for_a_test_of_nameZ ADD COLUMN a_rather_long_column_name_for_a_test_of_names_too int REFERENCES a_rather_long_table_name_for_a_test_of_names;
ALTER TABLE a_rather_long_table_name_for_a_test_of_nameZ ADD FOREIGN KEY (a_rather_long_column_name_for_a_test_of_names_too) REFERENCES a_rather_long_table_name_for_a_test_of_names;

-- case: names of keys over many columns
CREATE TABLE t (column_number_one int, column_number_two int, column_number_three int, column_number_four int, UNIQUE (column_number_one, column_number_two, column_number_three, column_number_four), UNIQUE (column_number_one, column_number_two, column_number_three));
CREATE INDEX ON t (column_number_one, column_number_two, column_number_three, column_number_four);
CREATE INDEX ON t (column_number_four, column_number_three, column_number_two, column_number_one);
ALTER TABLE t ADD FOREIGN KEY (column_number_one, column_number_two, column_number_three) REFERENCES t (column_number_one, column_number_two, column_number_three);

-- case: array types of long names
CREATE TYPE aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffffffff AS ENUM ('x');
CREATE TABLE t (a aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffffffff[]);

-- case: words that are reserved or nearly so
CREATE TABLE "select" ("table" int, "from" text, "user" int, name text, type text, value int, key int, year int, "order" int, "Desc" int, position int, timestamp timestamp, date date, text text, "check" int CHECK ("check" > 0));
CREATE INDEX ON "select" ("table", value, "order");
CREATE TABLE "user" (id int PRIMARY KEY);
CREATE TABLE u ("user" int REFERENCES "user");
CREATE TABLE t (select int); -- refused 42601
CREATE TABLE user (a int); -- refused 42601
CREATE TABLE t (between int, "binary" int, "left" int, coalesce int, values int, row int, int int, setof int, "verbose" int);

-- case: unicode escapes
CREATE TABLE U&"\0061b" (U&"d!0061t!+000061" UESCAPE '!' int);
CREATE TABLE t (a text DEFAULT U&'\0441', b text DEFAULT E'a\'b', c text DEFAULT $$it's$$, d text DEFAULT $x$ $$ $x$);

-- case: empty names
CREATE TABLE "" (a int); -- refused 42601
CREATE TABLE t ("" int); -- refused 42601

-- case: comments in odd places
CREATE /* a /* nested */ comment */ TABLE t -- with a line; and another
(a int /* one */, -- two
 b int);
