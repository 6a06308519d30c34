package repositorytest

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

var (
	ada    = uuid.MustParse("00000000-0000-0000-0000-000000000000")
	brecht = uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	celan  = uuid.MustParse("ffffffff-ffff-ffff-ffff-ffffffffffff")
	nobody = uuid.MustParse("12345678-1234-1234-1234-123456789012")
)

func TestPublisher(t *testing.T) {
	empty(t)
	crud[repository.Publisher, repository.CreatePublisherParams, repository.UpdatePublisherParams, int64]{
		table: "publishers", entity: "Publisher", keyColumns: []string{"id"}, absent: math.MaxInt64, order: "id",
		over: func(db pgxkit.Executor) methods[repository.Publisher, repository.CreatePublisherParams, repository.UpdatePublisherParams, int64] {
			return methodsOf(repository.NewPublisherRepository(db))
		},
		key: func(p *repository.Publisher) int64 { return p.ID }, keyValues: only[int64],
		madeUp: []string{"id", "created_at"},
		samples: []sample[repository.Publisher, repository.CreatePublisherParams]{
			{
				create: repository.CreatePublisherParams{Name: "Suhrkamp", Country: "DE", Website: ptr("https://suhrkamp.example")},
				want:   repository.Publisher{Name: "Suhrkamp", Country: "DE", Website: ptr("https://suhrkamp.example")},
				stored: columns{"name": "Suhrkamp", "country": "DE", "website": "https://suhrkamp.example"},
			},
			{
				create: repository.CreatePublisherParams{Name: "", Country: "GB"},
				want:   repository.Publisher{Name: "", Country: "GB"},
				stored: columns{"name": "", "country": "GB", "website": null},
			},
			{
				create: repository.CreatePublisherParams{Name: `O'Reilly "北京" 📚`, Country: "CN", Website: ptr("")},
				want:   repository.Publisher{Name: `O'Reilly "北京" 📚`, Country: "CN", Website: ptr("")},
				stored: columns{"name": `O'Reilly "北京" 📚`, "country": "CN", "website": ""},
			},
		},
		changes: []change[repository.Publisher, repository.UpdatePublisherParams]{
			{
				update: repository.UpdatePublisherParams{Website: repository.Null[string]()},
				want:   func(p *repository.Publisher) { p.Website = nil },
				stored: columns{"website": null},
			},
			{
				update: repository.UpdatePublisherParams{
					Name: repository.Set("Insel"), Country: repository.Set("AT"), Website: repository.SetTo("x"),
					CreatedAt: repository.Set(day(1970, 1, 1)),
				},
				want: func(p *repository.Publisher) {
					p.Name, p.Country, p.Website = "Insel", "AT", ptr("x")
				},
				stored: columns{"name": "Insel", "country": "AT", "website": "x"},
			},
		},
	}.run(t)

	ctx, repo := t.Context(), repository.NewPublisherRepository(db)
	first := must[[]repository.Publisher](t)(repo.List(ctx, 1))[0]
	equal(t, "by name", must[*repository.Publisher](t)(repo.GetByName(ctx, first.Name)), &first)
	_, err := repo.GetByName(ctx, "nobody's")
	notFound(t, err, "Publisher")
	if age := time.Since(first.CreatedAt); age < -time.Minute || age > time.Minute {
		t.Errorf("the default now() gave %v", first.CreatedAt)
	}

	_, err = repo.Create(ctx, repository.CreatePublisherParams{Name: first.Name, Country: "DE"})
	invalid(t, err, "Publisher", "create", "name")
	_, err = repo.Create(ctx, repository.CreatePublisherParams{Name: "lower case", Country: "de"})
	invalid(t, err, "Publisher", "create", "country")

	// The same name: what is given changes, what is left out stays.
	changed := must[*repository.Publisher](t)(repo.UpsertByName(ctx, repository.CreatePublisherParams{Name: first.Name, Country: "CH"}))
	if changed.ID != first.ID || changed.Country != "CH" || !changed.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("upsert made %+v of %+v", changed, first)
	}
	added := must[*repository.Publisher](t)(repo.UpsertByName(ctx, repository.CreatePublisherParams{
		Name: "new", Country: "FR", CreatedAt: repository.Set(day(2020, 2, 29)),
	}))
	if added.ID <= first.ID || !added.CreatedAt.Equal(day(2020, 2, 29)) {
		t.Errorf("upsert added %+v", added)
	}
}

func TestAuthor(t *testing.T) {
	empty(t)
	crud[repository.Author, repository.CreateAuthorParams, repository.UpdateAuthorParams, uuid.UUID]{
		table: "authors", entity: "Author", keyColumns: []string{"id"}, absent: nobody, order: "full_name, id",
		over: func(db pgxkit.Executor) methods[repository.Author, repository.CreateAuthorParams, repository.UpdateAuthorParams, uuid.UUID] {
			return methodsOf(repository.NewAuthorRepository(db))
		},
		key: func(a *repository.Author) uuid.UUID { return a.ID }, keyValues: only[uuid.UUID],
		samples: []sample[repository.Author, repository.CreateAuthorParams]{
			{
				create: repository.CreateAuthorParams{
					ID: repository.Set(ada), FullName: "Same Name", Biography: ptr("Line\nby line."),
					BornOn: ptr(day(1815, 12, 10)), CreatedAt: repository.Set(time.Date(2026, 3, 29, 2, 30, 0, 123_456_000, time.UTC)),
				},
				want: repository.Author{
					ID: ada, FullName: "Same Name", Biography: ptr("Line\nby line."), BornOn: ptr(day(1815, 12, 10)),
					CreatedAt: time.Date(2026, 3, 29, 2, 30, 0, 123_456_000, time.UTC),
				},
				stored: columns{
					"id": ada.String(), "full_name": "Same Name", "biography": "Line\nby line.", "born_on": "1815-12-10",
					"created_at": "2026-03-29 02:30:00.123456+00",
				},
			},
			{
				create: repository.CreateAuthorParams{
					ID: repository.Set(brecht), FullName: "Same Name", BornOn: ptr(day(1, 1, 1)),
					CreatedAt: repository.Set(day(1, 1, 1)),
				},
				want: repository.Author{ID: brecht, FullName: "Same Name", BornOn: ptr(day(1, 1, 1)), CreatedAt: day(1, 1, 1)},
				stored: columns{
					"id": brecht.String(), "full_name": "Same Name", "biography": null, "born_on": "0001-01-01",
					"created_at": "0001-01-01 00:00:00+00",
				},
			},
			{
				create: repository.CreateAuthorParams{
					ID: repository.Set(celan), FullName: "", Biography: ptr(""), BornOn: ptr(day(9999, 12, 31)),
					CreatedAt: repository.Set(time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)),
				},
				want: repository.Author{
					ID: celan, Biography: ptr(""), BornOn: ptr(day(9999, 12, 31)),
					CreatedAt: time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
				},
				stored: columns{
					"id": celan.String(), "full_name": "", "biography": "", "born_on": "9999-12-31",
					"created_at": "9999-12-31 23:59:59.999999+00",
				},
			},
		},
		changes: []change[repository.Author, repository.UpdateAuthorParams]{{
			update: repository.UpdateAuthorParams{
				FullName: repository.Set("Ada"), Biography: repository.Null[string](), BornOn: repository.Null[time.Time](),
				CreatedAt: repository.Set(day(2000, 1, 1)),
			},
			want: func(a *repository.Author) {
				a.FullName, a.Biography, a.BornOn, a.CreatedAt = "Ada", nil, nil, day(2000, 1, 1)
			},
			stored: columns{"full_name": "Ada", "biography": null, "born_on": null, "created_at": "2000-01-01 00:00:00+00"},
		}, {
			update: repository.UpdateAuthorParams{Biography: repository.SetTo("again"), BornOn: repository.SetTo(day(1900, 2, 28))},
			want:   func(a *repository.Author) { a.Biography, a.BornOn = ptr("again"), ptr(day(1900, 2, 28)) },
			stored: columns{"biography": "again", "born_on": "1900-02-28"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewAuthorRepository(db)
	made := must[*repository.Author](t)(repo.Create(ctx, repository.CreateAuthorParams{FullName: "by default"}))
	if made.ID == uuid.Nil || made.ID.Version() != 4 {
		t.Errorf("the default gave the key %v", made.ID)
	}
	_, err := repo.Create(ctx, repository.CreateAuthorParams{ID: repository.Set(made.ID), FullName: "twice"})
	invalid(t, err, "Author", "create", "id")
	again := must[*repository.Author](t)(repo.Upsert(ctx, repository.CreateAuthorParams{ID: repository.Set(made.ID), FullName: "upserted", BornOn: ptr(day(1999, 9, 9))}))
	if again.ID != made.ID || again.FullName != "upserted" || !again.CreatedAt.Equal(made.CreatedAt) {
		t.Errorf("upsert made %+v of %+v", again, made)
	}
}

// publisher adds a publisher for the tests of books.
func publisher(t *testing.T) int64 {
	t.Helper()
	var id int64
	scan(t, "INSERT INTO publishers (name, country) VALUES ('p' || gen_random_uuid(), 'DE') RETURNING id", nil, &id)
	return id
}

// book adds a book for the tests of what belongs to books.
func book(t *testing.T, isbn string) int64 {
	t.Helper()
	var id int64
	scan(t, "INSERT INTO books (isbn, title, publisher_id, price) VALUES ($1, 'A Book', $2, 10) RETURNING id", []any{isbn, publisher(t)}, &id)
	return id
}

func TestBook(t *testing.T) {
	empty(t)
	p := publisher(t)
	made := day(2026, 1, 2)
	long := strings.Repeat("ß", 100_000)
	ids := repository.Set[int64]
	crud[repository.Book, repository.CreateBookParams, repository.UpdateBookParams, int64]{
		table: "books", entity: "Book", keyColumns: []string{"id"}, absent: 0, order: "sort_title NULLS LAST, id",
		over: func(db pgxkit.Executor) methods[repository.Book, repository.CreateBookParams, repository.UpdateBookParams, int64] {
			return methodsOf(repository.NewBookRepository(db))
		},
		key: func(b *repository.Book) int64 { return b.ID }, keyValues: only[int64],
		samples: []sample[repository.Book, repository.CreateBookParams]{
			{
				create: repository.CreateBookParams{
					ID: ids(math.MinInt64), ISBN: "9780000000001", Title: "The Zoo", Subtitle: ptr("a, \"b\" and {c}"), PublisherID: p,
					Format: repository.Set(repository.BookFormatAudiobook), Price: numeric("99999999.99"), PageCount: ptr(int16(math.MaxInt16)),
					PublishedOn: ptr(day(2024, 2, 29)), Blurb: ptr("…"), CreatedAt: repository.Set(made), UpdatedAt: repository.Set(made),
					RunningTime:  pgtype.Interval{Microseconds: 3_723_000_001, Days: -1, Months: 14, Valid: true},
					Keywords:     repository.Set([]string{"a b", `q"uote`, "", "NULL", "{x,y}", `back\slash`}),
					OtherFormats: []repository.BookFormat{repository.BookFormatHardcover, repository.BookFormatEbook},
					Details:      repository.Set(json.RawMessage(`{"a": [1, 2.50, null], "ß": {"deep": true}}`)),
				},
				want: repository.Book{
					ID: math.MinInt64, ISBN: "9780000000001", Title: "The Zoo", Subtitle: ptr("a, \"b\" and {c}"), PublisherID: p,
					Format: repository.BookFormatAudiobook, Price: numeric("99999999.99"), PageCount: ptr(int16(math.MaxInt16)),
					PublishedOn: ptr(day(2024, 2, 29)), Blurb: ptr("…"), CreatedAt: made, UpdatedAt: made,
					RunningTime:  pgtype.Interval{Microseconds: 3_723_000_001, Days: -1, Months: 14, Valid: true},
					Keywords:     []string{"a b", `q"uote`, "", "NULL", "{x,y}", `back\slash`},
					OtherFormats: []repository.BookFormat{repository.BookFormatHardcover, repository.BookFormatEbook},
					Details:      json.RawMessage(`{"a": [1, 2.50, null], "ß": {"deep": true}}`), SortTitle: ptr("zoo"),
				},
				stored: columns{
					"id": "-9223372036854775808", "isbn": "9780000000001", "title": "The Zoo", "subtitle": "a, \"b\" and {c}",
					"publisher_id": "1", "format": "audiobook", "price": "99999999.99", "page_count": "32767",
					"published_on": "2024-02-29", "blurb": "…", "created_at": "2026-01-02 00:00:00+00", "updated_at": "2026-01-02 00:00:00+00",
					"running_time": "1 year 2 mons -1 days +01:02:03.000001", "keywords": `{"a b","q\"uote","","NULL","{x,y}","back\\slash"}`,
					"other_formats": "{hardcover,ebook}", "details": `{"a": [1, 2.50, null], "ß": {"deep": true}}`, "sort_title": "zoo",
				},
			},
			{
				create: repository.CreateBookParams{
					ID: ids(7), ISBN: "9790000000002", Title: "", PublisherID: p, Price: numeric("0"),
					CreatedAt: repository.Set(made), UpdatedAt: repository.Set(made),
				},
				want: repository.Book{
					ID: 7, ISBN: "9790000000002", PublisherID: p, Format: repository.BookFormatPaperback, Price: numeric("0.00"),
					CreatedAt: made, UpdatedAt: made, Keywords: []string{}, Details: json.RawMessage(`{}`), SortTitle: ptr(""),
				},
				stored: columns{
					"id": "7", "isbn": "9790000000002", "title": "", "subtitle": null, "publisher_id": "1", "format": "paperback",
					"price": "0.00", "page_count": null, "published_on": null, "blurb": null, "created_at": "2026-01-02 00:00:00+00",
					"updated_at": "2026-01-02 00:00:00+00", "running_time": null, "keywords": "{}", "other_formats": null,
					"details": "{}", "sort_title": "",
				},
			},
			{
				create: repository.CreateBookParams{
					ID: ids(math.MaxInt64), ISBN: "9780000000003", Title: "Apples", Subtitle: ptr(""), PublisherID: p,
					Format: repository.Set(repository.BookFormatEbook), Price: numeric("0.01"), PageCount: ptr(int16(math.MinInt16)),
					PublishedOn: ptr(day(1, 1, 1)), Blurb: ptr(long), CreatedAt: repository.Set(made), UpdatedAt: repository.Set(made),
					RunningTime: pgtype.Interval{Valid: true}, Keywords: repository.Set([]string{}), OtherFormats: []repository.BookFormat{},
					Details: repository.Set(json.RawMessage(`null`)),
				},
				want: repository.Book{
					ID: math.MaxInt64, ISBN: "9780000000003", Title: "Apples", Subtitle: ptr(""), PublisherID: p,
					Format: repository.BookFormatEbook, Price: numeric("0.01"), PageCount: ptr(int16(math.MinInt16)),
					PublishedOn: ptr(day(1, 1, 1)), Blurb: ptr(long), CreatedAt: made, UpdatedAt: made,
					RunningTime: pgtype.Interval{Valid: true}, Keywords: []string{}, OtherFormats: []repository.BookFormat{},
					Details: json.RawMessage(`null`), SortTitle: ptr("apples"),
				},
				stored: columns{
					"id": "9223372036854775807", "isbn": "9780000000003", "title": "Apples", "subtitle": "", "publisher_id": "1",
					"format": "ebook", "price": "0.01", "page_count": "-32768", "published_on": "0001-01-01", "blurb": long,
					"created_at": "2026-01-02 00:00:00+00", "updated_at": "2026-01-02 00:00:00+00", "running_time": "00:00:00",
					"keywords": "{}", "other_formats": "{}", "details": "null", "sort_title": "apples",
				},
			},
		},
		changes: []change[repository.Book, repository.UpdateBookParams]{{
			update: repository.UpdateBookParams{
				Title: repository.Set("An Ark"), Subtitle: repository.Null[string](), Format: repository.Set(repository.BookFormatHardcover),
				Price: repository.Set(numeric("12.5")), PageCount: repository.Null[int16](), PublishedOn: repository.Null[time.Time](),
				Blurb: repository.Null[string](), UpdatedAt: repository.Set(day(2026, 5, 6)), RunningTime: repository.Set(pgtype.Interval{}),
				Keywords: repository.Set([]string{"one"}), OtherFormats: repository.Set[[]repository.BookFormat](nil),
				Details: repository.Set(json.RawMessage(`[]`)),
			},
			want: func(b *repository.Book) {
				b.Title, b.Subtitle, b.Format, b.Price, b.PageCount = "An Ark", nil, repository.BookFormatHardcover, numeric("12.50"), nil
				b.PublishedOn, b.Blurb, b.UpdatedAt, b.RunningTime = nil, nil, day(2026, 5, 6), pgtype.Interval{}
				b.Keywords, b.OtherFormats, b.Details, b.SortTitle = []string{"one"}, nil, json.RawMessage(`[]`), ptr("ark")
			},
			stored: columns{
				"title": "An Ark", "subtitle": null, "format": "hardcover", "price": "12.50", "page_count": null, "published_on": null,
				"blurb": null, "updated_at": "2026-05-06 00:00:00+00", "running_time": null, "keywords": "{one}", "other_formats": null,
				"details": "[]", "sort_title": "ark",
			},
		}, {
			update: repository.UpdateBookParams{
				ISBN: repository.Set("9799999999999"), PublisherID: repository.Set(p), CreatedAt: repository.Set(day(1999, 12, 31)),
				UpdatedAt: repository.Set(day(2026, 5, 7)), PageCount: repository.SetTo(int16(0)), PublishedOn: repository.SetTo(day(2000, 1, 1)),
				RunningTime: repository.Set(pgtype.Interval{Months: 1, Valid: true}), OtherFormats: repository.Set([]repository.BookFormat{"ebook"}),
			},
			want: func(b *repository.Book) {
				b.ISBN, b.CreatedAt, b.UpdatedAt, b.PageCount = "9799999999999", day(1999, 12, 31), day(2026, 5, 7), ptr(int16(0))
				b.PublishedOn, b.RunningTime = ptr(day(2000, 1, 1)), pgtype.Interval{Months: 1, Valid: true}
				b.OtherFormats = []repository.BookFormat{repository.BookFormatEbook}
			},
			stored: columns{
				"isbn": "9799999999999", "created_at": "1999-12-31 00:00:00+00", "updated_at": "2026-05-07 00:00:00+00", "page_count": "0",
				"published_on": "2000-01-01", "running_time": "1 mon", "other_formats": "{ebook}",
			},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewBookRepository(db)
	all := must[[]repository.Book](t)(repo.List(ctx, 10))
	equal(t, "by ISBN", must[*repository.Book](t)(repo.GetByISBN(ctx, "9790000000002")), &all[1])
	_, err := repo.GetByISBN(ctx, "9780000000000")
	notFound(t, err, "Book")
	equal(t, "of a publisher", must[[]repository.Book](t)(repo.ListByPublisherID(ctx, p, 10)), all)
	equal(t, "two of a publisher", must[[]repository.Book](t)(repo.ListByPublisherID(ctx, p, 2)), all[:2])
	equal(t, "of no publisher", must[[]repository.Book](t)(repo.ListByPublisherID(ctx, -1, 10)), []repository.Book{})

	valid := repository.CreateBookParams{ISBN: "9780000000009", Title: "T", PublisherID: p, Price: numeric("1")}
	with := func(change func(*repository.CreateBookParams)) repository.CreateBookParams {
		params := valid
		change(&params)
		return params
	}
	_, err = repo.Create(ctx, with(func(b *repository.CreateBookParams) { b.ISBN = all[0].ISBN }))
	invalid(t, err, "Book", "create", "isbn")
	_, err = repo.Create(ctx, with(func(b *repository.CreateBookParams) { b.PublisherID = -1 }))
	invalid(t, err, "Book", "create", "publisher_id")
	_, err = repo.Create(ctx, with(func(b *repository.CreateBookParams) { b.Price = numeric("-0.01") }))
	invalid(t, err, "Book", "create", "price")
	_, err = repo.Create(ctx, with(func(b *repository.CreateBookParams) { b.Price = pgtype.Numeric{} }))
	invalid(t, err, "Book", "create", "price")
	_, err = repo.Update(ctx, 7, repository.UpdateBookParams{PublisherID: repository.Set[int64](-1)})
	invalid(t, err, "Book", "update", "publisher_id")
	invalid(t, repository.NewPublisherRepository(db).Delete(ctx, p), "Publisher", "delete", "")

	// The trigger sets it when the caller does not.
	before := must[*repository.Book](t)(repo.GetByID(ctx, 7))
	after := must[*repository.Book](t)(repo.Update(ctx, 7, repository.UpdateBookParams{Blurb: repository.SetTo("new")}))
	if !after.UpdatedAt.After(before.UpdatedAt) {
		t.Errorf("the trigger left updated_at at %v", after.UpdatedAt)
	}

	byKey := must[*repository.Book](t)(repo.Upsert(ctx, with(func(b *repository.CreateBookParams) { b.ID, b.ISBN = ids(7), "9790000000002" })))
	if byKey.ID != 7 || byKey.Title != "T" || byKey.Blurb != nil || !byKey.CreatedAt.Equal(made) {
		t.Errorf("upsert made %+v", byKey)
	}
	byISBN := must[*repository.Book](t)(repo.UpsertByISBN(ctx, with(func(b *repository.CreateBookParams) { b.ISBN, b.Title = "9790000000002", "U" })))
	if byISBN.ID != 7 || byISBN.Title != "U" {
		t.Errorf("upsert by ISBN made %+v", byISBN)
	}
	exec(t, "ALTER SEQUENCE books_id_seq RESTART WITH 100")
	added := must[*repository.Book](t)(repo.UpsertByISBN(ctx, valid))
	if added.ID != 100 || added.Format != repository.BookFormatPaperback {
		t.Errorf("upsert added %+v", added)
	}

	catalog(t, all)
}

// catalog compares the view with the books.
func catalog(t *testing.T, books []repository.Book) {
	ctx, repo := t.Context(), repository.NewCatalogRepository(db)
	rows := must[[]repository.Catalog](t)(repo.List(ctx, 100))
	equal(t, "count", must[int64](t)(repo.Count(ctx)), int64(len(rows)))
	if len(rows) != len(books)+1 {
		t.Fatalf("the catalog has %d books of %d", len(rows), len(books)+1)
	}
	for _, row := range rows {
		book := must[*repository.Book](t)(repository.NewBookRepository(db).GetByID(ctx, *row.ID))
		var name string
		scan(t, "SELECT name FROM publishers WHERE id = $1", []any{book.PublisherID}, &name)
		equal(t, "catalog", row, repository.Catalog{
			ID: &book.ID, ISBN: &book.ISBN, Title: &book.Title, Format: &book.Format, Price: book.Price,
			Publisher: &name, Keywords: book.Keywords,
		})
	}
}

type bookAuthorKey = repository.BookAuthorKey

func TestBookAuthor(t *testing.T) {
	empty(t)
	first, second := book(t, "9780000000001"), book(t, "9780000000002")
	authors := repository.NewAuthorRepository(db)
	for _, id := range []uuid.UUID{ada, celan} {
		must[*repository.Author](t)(authors.Create(t.Context(), repository.CreateAuthorParams{ID: repository.Set(id), FullName: "A"}))
	}
	crud[repository.BookAuthor, repository.CreateBookAuthorParams, repository.UpdateBookAuthorParams, bookAuthorKey]{
		table: "book_authors", entity: "BookAuthor", keyColumns: []string{"book_id", "author_id"},
		absent: bookAuthorKey{BookID: first, AuthorID: nobody}, order: "book_id, author_id", over: bookAuthors,
		key: func(b *repository.BookAuthor) bookAuthorKey {
			return bookAuthorKey{BookID: b.BookID, AuthorID: b.AuthorID}
		},
		keyValues: func(k bookAuthorKey) []any { return []any{k.BookID, k.AuthorID} },
		samples: []sample[repository.BookAuthor, repository.CreateBookAuthorParams]{
			{
				create: repository.CreateBookAuthorParams{BookID: first, AuthorID: ada},
				want:   repository.BookAuthor{BookID: first, AuthorID: ada, Role: repository.AuthorRoleAuthor, Ord: 1},
				stored: columns{"book_id": "1", "author_id": ada.String(), "role": "author", "ord": "1"},
			},
			{
				create: repository.CreateBookAuthorParams{
					BookID: first, AuthorID: celan, Role: repository.Set(repository.AuthorRoleTranslator), Ord: repository.Set[int16](0),
				},
				want:   repository.BookAuthor{BookID: first, AuthorID: celan, Role: repository.AuthorRoleTranslator, Ord: 0},
				stored: columns{"book_id": "1", "author_id": celan.String(), "role": "translator", "ord": "0"},
			},
			{
				create: repository.CreateBookAuthorParams{BookID: second, AuthorID: ada, Ord: repository.Set[int16](math.MinInt16)},
				want:   repository.BookAuthor{BookID: second, AuthorID: ada, Role: repository.AuthorRoleAuthor, Ord: math.MinInt16},
				stored: columns{"book_id": "2", "author_id": ada.String(), "role": "author", "ord": "-32768"},
			},
		},
		changes: []change[repository.BookAuthor, repository.UpdateBookAuthorParams]{{
			update: repository.UpdateBookAuthorParams{Role: repository.Set(repository.AuthorRoleEditor)},
			want:   func(b *repository.BookAuthor) { b.Role = repository.AuthorRoleEditor },
			stored: columns{"role": "editor"},
		}, {
			update: repository.UpdateBookAuthorParams{Ord: repository.Set[int16](math.MaxInt16)},
			want:   func(b *repository.BookAuthor) { b.Ord = math.MaxInt16 },
			stored: columns{"ord": "32767"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewBookAuthorRepository(db)
	all := must[[]repository.BookAuthor](t)(repo.List(ctx, 10))
	equal(t, "of a book", must[[]repository.BookAuthor](t)(repo.ListByBookID(ctx, first, 10)), all[:2])
	equal(t, "of an author", must[[]repository.BookAuthor](t)(repo.ListByAuthorID(ctx, celan, 10)), all[1:2])
	_, err := repo.Create(ctx, repository.CreateBookAuthorParams{BookID: first, AuthorID: ada})
	invalid(t, err, "BookAuthor", "create", "book_id, author_id")
	_, err = repo.Create(ctx, repository.CreateBookAuthorParams{BookID: first, AuthorID: nobody})
	invalid(t, err, "BookAuthor", "create", "author_id")
	changed := must[*repository.BookAuthor](t)(repo.Upsert(ctx, repository.CreateBookAuthorParams{BookID: first, AuthorID: celan, Ord: repository.Set[int16](9)}))
	equal(t, "upsert", changed, &repository.BookAuthor{BookID: first, AuthorID: celan, Role: repository.AuthorRoleTranslator, Ord: 9})
	if key := (bookAuthorKey{BookID: 1, AuthorID: ada}).String(); key != "book_id=1, author_id="+ada.String() {
		t.Errorf("the key is shown as %s", key)
	}
}

func bookAuthors(db pgxkit.Executor) methods[repository.BookAuthor, repository.CreateBookAuthorParams, repository.UpdateBookAuthorParams, bookAuthorKey] {
	r := repository.NewBookAuthorRepository(db)
	split := func(k bookAuthorKey) (int64, uuid.UUID) { return k.BookID, k.AuthorID }
	return methods[repository.BookAuthor, repository.CreateBookAuthorParams, repository.UpdateBookAuthorParams, bookAuthorKey]{
		create: r.Create, createMany: r.CreateMany, getMany: r.GetByIDs, list: r.List, page: r.ListPaginated, count: r.Count,
		get: two(split, r.GetByID), lock: two(split, r.GetByIDForUpdate), exists: two(split, r.Exists),
		update: func(ctx context.Context, k bookAuthorKey, params repository.UpdateBookAuthorParams) (*repository.BookAuthor, error) {
			return r.Update(ctx, k.BookID, k.AuthorID, params)
		},
		delete: func(ctx context.Context, k bookAuthorKey) error { return r.Delete(ctx, k.BookID, k.AuthorID) },
	}
}

func TestCategory(t *testing.T) {
	empty(t)
	crud[repository.Category, repository.CreateCategoryParams, repository.UpdateCategoryParams, string]{
		table: "categories", entity: "Category", keyColumns: []string{"slug"}, absent: "absent", order: "slug",
		over: func(db pgxkit.Executor) methods[repository.Category, repository.CreateCategoryParams, repository.UpdateCategoryParams, string] {
			return methodsOf(repository.NewCategoryRepository(db))
		},
		key: func(c *repository.Category) string { return c.Slug }, keyValues: only[string],
		samples: []sample[repository.Category, repository.CreateCategoryParams]{
			{
				create: repository.CreateCategoryParams{Slug: "", Name: "everything"},
				want:   repository.Category{Slug: "", Name: "everything", Order: 0},
				stored: columns{"slug": "", "name": "everything", "parent_slug": null, "order": "0"},
			},
			{
				create: repository.CreateCategoryParams{Slug: "novels", Name: "", ParentSlug: ptr(""), Order: repository.Set[int32](math.MaxInt32)},
				want:   repository.Category{Slug: "novels", ParentSlug: ptr(""), Order: math.MaxInt32},
				stored: columns{"slug": "novels", "name": "", "parent_slug": "", "order": "2147483647"},
			},
			{
				create: repository.CreateCategoryParams{Slug: "novels/crime's", Name: "Crime", ParentSlug: ptr("novels"), Order: repository.Set[int32](math.MinInt32)},
				want:   repository.Category{Slug: "novels/crime's", Name: "Crime", ParentSlug: ptr("novels"), Order: math.MinInt32},
				stored: columns{"slug": "novels/crime's", "name": "Crime", "parent_slug": "novels", "order": "-2147483648"},
			},
		},
		changes: []change[repository.Category, repository.UpdateCategoryParams]{{
			update: repository.UpdateCategoryParams{Name: repository.Set("all"), ParentSlug: repository.SetTo("novels"), Order: repository.Set[int32](1)},
			want:   func(c *repository.Category) { c.Name, c.ParentSlug, c.Order = "all", ptr("novels"), 1 },
			stored: columns{"name": "all", "parent_slug": "novels", "order": "1"},
		}, {
			update: repository.UpdateCategoryParams{ParentSlug: repository.Null[string]()},
			want:   func(c *repository.Category) { c.ParentSlug = nil },
			stored: columns{"parent_slug": null},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewCategoryRepository(db)
	children := must[[]repository.Category](t)(repo.ListByParentSlug(ctx, "novels", 10))
	if len(children) != 1 || children[0].Name != "Crime" {
		t.Errorf("the children of novels are %+v", children)
	}
	changed := must[*repository.Category](t)(repo.Upsert(ctx, repository.CreateCategoryParams{Slug: "novels", Name: "Novels"}))
	equal(t, "upsert", changed, &repository.Category{Slug: "novels", Name: "Novels", Order: math.MaxInt32})
	_, err := repo.Create(ctx, repository.CreateCategoryParams{Slug: "own", Name: "", ParentSlug: ptr("own")})
	var broken *pgxkit.ValidationError
	if !errors.As(err, &broken) {
		t.Errorf("a category above itself: %v", err)
	}
	_, err = repo.Create(ctx, repository.CreateCategoryParams{Slug: "x", ParentSlug: ptr("absent")})
	invalid(t, err, "Category", "create", "parent_slug")
}

func TestBookCategory(t *testing.T) {
	empty(t)
	first, second := book(t, "9780000000001"), book(t, "9780000000002")
	exec(t, "INSERT INTO categories (slug, name) VALUES ('a', ''), ('b', '')")
	type key = repository.BookCategoryKey
	over := func(db pgxkit.Executor) methods[repository.BookCategory, repository.CreateBookCategoryParams, struct{}, key] {
		r := repository.NewBookCategoryRepository(db)
		split := func(k key) (int64, string) { return k.BookID, k.CategorySlug }
		return methods[repository.BookCategory, repository.CreateBookCategoryParams, struct{}, key]{
			create: r.Create, createMany: r.CreateMany, getMany: r.GetByIDs, list: r.List, page: r.ListPaginated, count: r.Count,
			get: two(split, r.GetByID), lock: two(split, r.GetByIDForUpdate), exists: two(split, r.Exists),
			delete: func(ctx context.Context, k key) error { return r.Delete(ctx, k.BookID, k.CategorySlug) },
		}
	}
	row := func(id int64, slug string, text string) sample[repository.BookCategory, repository.CreateBookCategoryParams] {
		return sample[repository.BookCategory, repository.CreateBookCategoryParams]{
			create: repository.CreateBookCategoryParams{BookID: id, CategorySlug: slug},
			want:   repository.BookCategory{BookID: id, CategorySlug: slug},
			stored: columns{"book_id": text, "category_slug": slug},
		}
	}
	crud[repository.BookCategory, repository.CreateBookCategoryParams, struct{}, key]{
		table: "book_categories", entity: "BookCategory", keyColumns: []string{"book_id", "category_slug"},
		absent: key{BookID: first, CategorySlug: "c"}, order: "book_id, category_slug", over: over,
		key:       func(b *repository.BookCategory) key { return key{BookID: b.BookID, CategorySlug: b.CategorySlug} },
		keyValues: func(k key) []any { return []any{k.BookID, k.CategorySlug} },
		samples: []sample[repository.BookCategory, repository.CreateBookCategoryParams]{
			row(first, "a", "1"), row(first, "b", "1"), row(second, "a", "2"),
		},
	}.run(t)

	ctx, repo := t.Context(), repository.NewBookCategoryRepository(db)
	all := must[[]repository.BookCategory](t)(repo.List(ctx, 10))
	equal(t, "of a book", must[[]repository.BookCategory](t)(repo.ListByBookID(ctx, first, 10)), all[:2])
	equal(t, "of a category", must[[]repository.BookCategory](t)(repo.ListByCategorySlug(ctx, "b", 10)), all[1:2])
	there := must[*repository.BookCategory](t)(repo.Upsert(ctx, repository.CreateBookCategoryParams{BookID: first, CategorySlug: "a"}))
	equal(t, "upsert of a row that is there", there, &all[0])
	added := must[*repository.BookCategory](t)(repo.Upsert(ctx, repository.CreateBookCategoryParams{BookID: second, CategorySlug: "b"}))
	equal(t, "upsert of a row that is not", added, &repository.BookCategory{BookID: second, CategorySlug: "b"})
	_, err := repo.Create(ctx, repository.CreateBookCategoryParams{BookID: second, CategorySlug: "c"})
	invalid(t, err, "BookCategory", "create", "category_slug")
}
