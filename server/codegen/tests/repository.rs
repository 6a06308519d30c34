//! The repository of a table: what stands in its file.

mod common;

use common::project;
use expect_test::{Expect, expect};

const USERS: &str = "
    CREATE TYPE user_status AS ENUM ('active', 'suspended');
    CREATE TABLE users (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text NOT NULL UNIQUE,
        bio text,
        status user_status NOT NULL DEFAULT 'active',
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT email_is_lower CHECK (email = lower(email))
    );
    COMMENT ON TABLE users IS 'People who can sign in.';
    COMMENT ON COLUMN users.bio IS 'In their own words.';
";

/// The part of the users' file that holds `from`.
fn check(from: &str, expected: Expect) {
    expected.assert_eq(&project("", USERS).part("users_repository.go", from));
}

#[test]
fn the_row_has_a_field_for_each_column() {
    check(
        "type Users struct",
        expect![[r#"
            // Users is a row of the table public.users.
            //
            // People who can sign in.
            type Users struct {
            	ID    uuid.UUID
            	Email string
            	// In their own words.
            	Bio       *string
            	Status    UserStatus
            	CreatedAt time.Time
            }
        "#]],
    );
    check(
        ") dest()",
        expect![[r#"
            // dest returns where a row with all columns is scanned to. The conversions
            // spare pgx its way through database/sql and reflection.
            func (u *Users) dest() []any {
            	return []any{
            		(*[16]byte)(&u.ID),
            		&u.Email,
            		&u.Bio,
            		(*string)(&u.Status),
            		&u.CreatedAt,
            	}
            }
        "#]],
    );
}

#[test]
fn parameters_have_three_states_where_sql_has_three() {
    check(
        "type CreateUsersParams",
        expect![[r#"
            // CreateUsersParams are the columns of a new row. What is left out takes the
            // column's default.
            type CreateUsersParams struct {
            	ID        Optional[uuid.UUID]
            	Email     string
            	Bio       *string
            	Status    Optional[UserStatus]
            	CreatedAt Optional[time.Time]
            }
        "#]],
    );
    check(
        "type UpdateUsersParams",
        expect![[r#"
            // UpdateUsersParams are the columns to change. What is left out stays as it is.
            type UpdateUsersParams struct {
            	Email     Optional[string]
            	Bio       Optional[*string]
            	Status    Optional[UserStatus]
            	CreatedAt Optional[time.Time]
            }
        "#]],
    );
}

#[test]
fn a_row_is_read_by_constant_sql() {
    check(
        ") GetByID(",
        expect![[r#"
            // GetByID returns the row with the primary key id.
            func (r *UsersRepository) GetByID(ctx context.Context, id uuid.UUID) (*Users, error) {
            	const query = `SELECT /* name: UsersRepository.GetByID */ id, email, bio, status, created_at
            FROM public.users
            WHERE id = $1`
            	row := new(Users)
            	if err := r.db.QueryRow(ctx, query, [16]byte(id)).Scan(row.dest()...); err != nil {
            		return nil, readError("User", id.String(), err)
            	}
            	return row, nil
            }
        "#]],
    );
}

#[test]
fn errors_about_constraints_name_their_columns() {
    check(
        ") field(",
        expect![[r#"
            // field names the columns of a constraint.
            func (*UsersRepository) field(constraint string) string {
            	switch constraint {
            	case "email_is_lower", "users_email_key":
            		return "email"
            	case "users_pkey":
            		return "id"
            	}
            	return ""
            }
        "#]],
    );
}

#[test]
fn an_update_sets_what_was_given() {
    check(
        ") Update(",
        expect![[r#"
            // Update changes the columns that params sets in the row with the primary key
            // id, and returns the row. With nothing set it returns the row as it is.
            func (r *UsersRepository) Update(ctx context.Context, id uuid.UUID, params UpdateUsersParams) (*Users, error) {
            	const unchanged = `SELECT /* name: UsersRepository.Update */ id, email, bio, status, created_at
            FROM public.users
            WHERE id = $1`
            	s := newStatement(192, 5)
            	s.text(`UPDATE /* name: UsersRepository.Update */ public.users SET `)
            	s.args = append(s.args, [16]byte(id))
            	if v, ok := params.Email.Get(); ok {
            		s.set("email", v)
            	}
            	if v, ok := params.Bio.Get(); ok {
            		s.set("bio", v)
            	}
            	if v, ok := params.Status.Get(); ok {
            		s.set("status", string(v))
            	}
            	if v, ok := params.CreatedAt.Get(); ok {
            		s.set("created_at", v)
            	}
            	query := unchanged
            	if len(s.args) > 1 {
            		s.line(`WHERE id = $1
            RETURNING id, email, bio, status, created_at`)
            		query = s.query()
            	}
            	row := new(Users)
            	if err := r.db.QueryRow(ctx, query, s.args...).Scan(row.dest()...); err != nil {
            		return nil, r.writeError("update", id.String(), err)
            	}
            	return row, nil
            }
        "#]],
    );
}

#[test]
fn a_row_without_defaults_is_inserted_by_constant_sql() {
    let links = "CREATE TABLE links (a integer, b integer, PRIMARY KEY (a, b));";
    expect![[r#"
        // Create inserts a row and returns it as the database stored it.
        func (r *LinksRepository) Create(ctx context.Context, params CreateLinksParams) (*Links, error) {
        	const query = `INSERT /* name: LinksRepository.Create */ INTO public.links (a, b)
        VALUES ($1, $2)
        RETURNING a, b`
        	row := new(Links)
        	if err := r.db.QueryRow(ctx, query, params.A, params.B).Scan(row.dest()...); err != nil {
        		return nil, r.writeError("create", nil, err)
        	}
        	return row, nil
        }
    "#]]
    .assert_eq(&project("", links).part("links_repository.go", ") Create("));
    expect![[r#"
        // GetByIDs returns the rows with the primary keys in keys, in that order. Keys
        // without a row are passed over.
        func (r *LinksRepository) GetByIDs(ctx context.Context, keys []LinksKey) ([]Links, error) {
        	const query = `SELECT /* name: LinksRepository.GetByIDs */ t.a, t.b
        FROM unnest($1::int4[], $2::int4[]) WITH ORDINALITY AS k (k1, k2, n)
        JOIN public.links AS t ON t.a = k.k1 AND t.b = k.k2
        ORDER BY k.n`
        	aList := make([]int32, len(keys))
        	bList := make([]int32, len(keys))
        	for n, key := range keys {
        		aList[n], bList[n] = key.A, key.B
        	}
        	items, err := collect(ctx, r.db, make([]Links, 0, len(keys)), query, aList, bList)
        	if err != nil {
        		return nil, readError("Link", nil, err)
        	}
        	return items, nil
        }
    "#]]
    .assert_eq(&project("", links).part("links_repository.go", ") GetByIDs("));
}

#[test]
fn each_kind_of_key_has_the_methods_that_it_can_have() {
    let sql = "
        CREATE TABLE identity (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int);
        CREATE TABLE code (code text PRIMARY KEY, x int UNIQUE, parent text REFERENCES code);
        CREATE TABLE pair (a int, b int, PRIMARY KEY (a, b));
        CREATE TABLE none (x int);
        CREATE TABLE defaults (id int GENERATED ALWAYS AS IDENTITY);
        CREATE VIEW seen AS SELECT x FROM none;
        CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE, x int);
    ";
    let project = project("", sql);
    let mut out = String::new();
    for name in ["identity", "code", "pair", "none", "defaults", "seen", "deferred"] {
        let methods = project.methods(&format!("{name}_repository.go")).join(" ");
        out += &format!("{name}: {methods}\n");
    }
    expect![[r#"
        identity: GetByID GetByIDForUpdate GetByIDs Exists Count List ListPaginated Create CreateMany Update Delete
        code: GetByID GetByIDForUpdate GetByIDs GetByX Exists Count List ListByParent ListPaginated Create CreateMany Update Upsert UpsertByX Delete
        pair: GetByID GetByIDForUpdate GetByIDs Exists Count List ListPaginated Create CreateMany Upsert Delete
        none: Count List Create CreateMany
        defaults: Count List Create
        seen: Count List
        deferred: GetByID GetByIDForUpdate GetByIDs Exists Count List ListPaginated Create CreateMany Update Delete
    "#]]
    .assert_eq(&out);
}

#[test]
fn functions_switch_methods_off_with_all_that_hangs_on_them() {
    let only = |functions: &str| {
        let project = project(&format!("functions: [{functions}]"), USERS);
        let methods = project.methods("users_repository.go").join(" ");
        format!("{functions}: {methods} | {}\n", project.paths().join(" "))
    };
    let mut out = String::new();
    for functions in
        ["get", "list, count", "create", "create_many", "paginate", "delete", "update", ""]
    {
        out += &only(functions);
    }
    expect![[r#"
        get: GetByID | doc.go enums.go errors.go transaction.go users_repository.go
        list, count: Count List | doc.go enums.go errors.go executor.go transaction.go users_repository.go
        create: Create | doc.go enums.go errors.go executor.go optional.go transaction.go users_repository.go
        create_many: CreateMany | doc.go enums.go errors.go executor.go optional.go transaction.go users_repository.go
        paginate: ListPaginated | doc.go enums.go errors.go executor.go pagination.go transaction.go users_repository.go
        delete: Delete | doc.go enums.go errors.go transaction.go users_repository.go
        update: Update | doc.go enums.go errors.go executor.go optional.go transaction.go users_repository.go
        :  | doc.go enums.go errors.go transaction.go users_repository.go
    "#]]
    .assert_eq(&out);
}

#[test]
fn enums_are_typed_constants() {
    let sql = "CREATE TYPE mood AS ENUM ('sad', 'so-so', 'so so', 'C++', 'C', '', '2x');";
    expect![[r#"
        // The values of Mood.
        const (
        	MoodSad       Mood = "sad"
        	MoodSoSo      Mood = "so-so"
        	MoodSoSpaceSo Mood = "so so"
        	MoodC         Mood = "C++"
        	MoodC2        Mood = "C"
        	MoodEmpty     Mood = ""
        	Mood2x        Mood = "2x"
        )

        // AllMood returns the values of the type public.mood in its order.
        func AllMood() []Mood {
        	return []Mood{
        		MoodSad,
        		MoodSoSo,
        		MoodSoSpaceSo,
        		MoodC,
        		MoodC2,
        		MoodEmpty,
        		Mood2x,
        	}
        }
    "#]]
    .assert_eq(&project("", sql).part("enums.go", "const ("));
}

#[test]
fn composite_types_are_registered_behind_what_they_are_made_of() {
    let sql = "
        CREATE TYPE mood AS ENUM ('sad');
        CREATE DOMAIN label AS text;
        CREATE TYPE pair AS (mood mood, moods mood[], label label, slot timetz);
        CREATE TYPE span AS RANGE (subtype = float8);
        CREATE TABLE t (id int PRIMARY KEY, pairs pair[], span span, moods mood[], tags label[]);
    ";
    let project = project("", sql);
    expect![[r#"
        type Pair struct {
        	Mood  *Mood
        	Moods []Mood
        	Label *string
        	Slot  *string
        }
        	add("public.mood", &pgtype.EnumCodec{})
        	add("public.mood[]", &pgtype.ArrayCodec{ElementType: known("public.mood")})
        	add("public.label", known("text").Codec)
        	add("timetz", &pgtype.TextFormatOnlyCodec{Codec: pgtype.TextCodec{}})
        	add("public.pair", composite("mood", "public.mood", "moods", "public.mood[]", "label", "public.label", "slot", "timetz"))
        	add("public.pair[]", &pgtype.ArrayCodec{ElementType: known("public.pair")})
        	add("public.span", &pgtype.RangeCodec{ElementType: known("float8")})
    "#]]
    .assert_eq(&{
        let text = &project.file("types.go").text;
        let adds = text.lines().filter(|line| line.starts_with("\tadd("));
        let start = text.find("type Pair").unwrap_or_default();
        let end = text[start..].find("\n}\n").unwrap_or_default();
        text[start..start + end + 3].to_owned() + &adds.map(|l| format!("{l}\n")).collect::<String>()
    });
    // What is no composite type or range needs none: it travels as text.
    let sql =
        "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE t (id int PRIMARY KEY, moods mood[]);";
    assert!(!common::project("", sql).paths().contains(&"types.go"));
}
