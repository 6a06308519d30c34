package repositorytest

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/contact"
	"example.com/bookshop/internal/repository"
)

func clock(hours, minutes, seconds, microseconds int64) pgtype.Time {
	return pgtype.Time{Microseconds: ((hours*60+minutes)*60+seconds)*1_000_000 + microseconds, Valid: true}
}

func TestLocation(t *testing.T) {
	empty(t)
	crud[repository.WarehouseLocation, repository.CreateWarehouseLocationParams, repository.UpdateWarehouseLocationParams, string]{
		table: "warehouse.locations", entity: "WarehouseLocation", keyColumns: []string{"code"}, absent: "absent", order: "code",
		over: func(db pgxkit.Executor) methods[repository.WarehouseLocation, repository.CreateWarehouseLocationParams, repository.UpdateWarehouseLocationParams, string] {
			return methodsOf(repository.NewWarehouseLocationRepository(db))
		},
		key: func(l *repository.WarehouseLocation) string { return l.Code }, keyValues: only[string],
		samples: []sample[repository.WarehouseLocation, repository.CreateWarehouseLocationParams]{
			{
				create: repository.CreateWarehouseLocationParams{
					Code: "", Name: "nowhere", Opens: repository.Set(clock(0, 0, 0, 0)), Closes: repository.Set(clock(24, 0, 0, 0)),
					Position: pgtype.Point{P: pgtype.Vec2{X: math.Inf(1), Y: -0.5}, Valid: true},
				},
				want: repository.WarehouseLocation{
					Code: "", Name: "nowhere", Opens: clock(0, 0, 0, 0), Closes: clock(24, 0, 0, 0),
					Position: pgtype.Point{P: pgtype.Vec2{X: math.Inf(1), Y: -0.5}, Valid: true},
				},
				stored: columns{"code": "", "name": "nowhere", "opens": "00:00:00", "closes": "24:00:00", "position": "(Infinity,-0.5)"},
			},
			{
				create: repository.CreateWarehouseLocationParams{Code: "A-1", Name: ""},
				want:   repository.WarehouseLocation{Code: "A-1", Opens: clock(8, 0, 0, 0), Closes: clock(18, 0, 0, 0)},
				stored: columns{"code": "A-1", "name": "", "opens": "08:00:00", "closes": "18:00:00", "position": null},
			},
			{
				create: repository.CreateWarehouseLocationParams{Code: "ÄÖÜäöüßÄÖÜäö", Name: "full", Closes: repository.Set(clock(23, 59, 59, 999_999))},
				want:   repository.WarehouseLocation{Code: "ÄÖÜäöüßÄÖÜäö", Name: "full", Opens: clock(8, 0, 0, 0), Closes: clock(23, 59, 59, 999_999)},
				stored: columns{"code": "ÄÖÜäöüßÄÖÜäö", "name": "full", "opens": "08:00:00", "closes": "23:59:59.999999", "position": null},
			},
		},
		changes: []change[repository.WarehouseLocation, repository.UpdateWarehouseLocationParams]{{
			update: repository.UpdateWarehouseLocationParams{Position: repository.Set(pgtype.Point{})},
			want:   func(l *repository.WarehouseLocation) { l.Position = pgtype.Point{} },
			stored: columns{"position": null},
		}, {
			update: repository.UpdateWarehouseLocationParams{
				Name: repository.Set("n"), Opens: repository.Set(clock(1, 2, 3, 4)), Closes: repository.Set(clock(5, 0, 0, 0)),
				Position: repository.Set(pgtype.Point{Valid: true}),
			},
			want: func(l *repository.WarehouseLocation) {
				l.Name, l.Opens, l.Closes, l.Position = "n", clock(1, 2, 3, 4), clock(5, 0, 0, 0), pgtype.Point{Valid: true}
			},
			stored: columns{"name": "n", "opens": "01:02:03.000004", "closes": "05:00:00", "position": "(0,0)"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewWarehouseLocationRepository(db)
	changed := must[*repository.WarehouseLocation](t)(repo.Upsert(ctx, repository.CreateWarehouseLocationParams{Code: "A-1", Name: "upserted"}))
	equal(t, "upsert", changed, &repository.WarehouseLocation{Code: "A-1", Name: "upserted", Opens: clock(8, 0, 0, 0), Closes: clock(18, 0, 0, 0)})
	_, err := repo.Create(ctx, repository.CreateWarehouseLocationParams{Code: "longer than twelve", Name: "n"})
	invalid(t, err, "WarehouseLocation", "create", "")
}

// location adds a location for the tests of what lies there.
func location(t *testing.T, code string) string {
	t.Helper()
	exec(t, "INSERT INTO warehouse.locations (code, name) VALUES ($1, '')", code)
	return code
}

type stockKey = repository.WarehouseStockKey

func stocks(db pgxkit.Executor) methods[repository.WarehouseStock, repository.CreateWarehouseStockParams, repository.UpdateWarehouseStockParams, stockKey] {
	r := repository.NewWarehouseStockRepository(db)
	split := func(k stockKey) (string, int64) { return k.LocationCode, k.BookID }
	return methods[repository.WarehouseStock, repository.CreateWarehouseStockParams, repository.UpdateWarehouseStockParams, stockKey]{
		create: r.Create, createMany: r.CreateMany, getMany: r.GetByIDs, list: r.List, page: r.ListPaginated, count: r.Count,
		get: two(split, r.GetByID), lock: two(split, r.GetByIDForUpdate), exists: two(split, r.Exists),
		update: func(ctx context.Context, k stockKey, params repository.UpdateWarehouseStockParams) (*repository.WarehouseStock, error) {
			return r.Update(ctx, k.LocationCode, k.BookID, params)
		},
		delete: func(ctx context.Context, k stockKey) error { return r.Delete(ctx, k.LocationCode, k.BookID) },
	}
}

func TestStock(t *testing.T) {
	empty(t)
	location(t, "A")
	location(t, "B")
	first, second := book(t, "9780000000001"), book(t, "9780000000002")
	between := pgtype.Range[pgtype.Int4]{
		Lower: pgtype.Int4{Int32: math.MinInt32, Valid: true}, Upper: pgtype.Int4{Int32: math.MaxInt32, Valid: true},
		LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true,
	}
	at := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	crud[repository.WarehouseStock, repository.CreateWarehouseStockParams, repository.UpdateWarehouseStockParams, stockKey]{
		table: "warehouse.stock", entity: "WarehouseStock", keyColumns: []string{"location_code", "book_id"},
		absent: stockKey{LocationCode: "C", BookID: first}, order: "location_code, book_id", over: stocks,
		key: func(s *repository.WarehouseStock) stockKey {
			return stockKey{LocationCode: s.LocationCode, BookID: s.BookID}
		},
		keyValues: func(k stockKey) []any { return []any{k.LocationCode, k.BookID} },
		samples: []sample[repository.WarehouseStock, repository.CreateWarehouseStockParams]{
			{
				create: repository.CreateWarehouseStockParams{
					LocationCode: "A", BookID: first, Quantity: repository.Set[int32](math.MaxInt32), Reorder: between, CountedAt: &at,
				},
				want:   repository.WarehouseStock{LocationCode: "A", BookID: first, Quantity: math.MaxInt32, Reorder: between, CountedAt: &at},
				stored: columns{"location_code": "A", "book_id": "1", "quantity": "2147483647", "reorder": "[-2147483648,2147483647)", "counted_at": "2026-03-29 01:30:00+00"},
			},
			{
				create: repository.CreateWarehouseStockParams{LocationCode: "A", BookID: second},
				want:   repository.WarehouseStock{LocationCode: "A", BookID: second},
				stored: columns{"location_code": "A", "book_id": "2", "quantity": "0", "reorder": null, "counted_at": null},
			},
			{
				create: repository.CreateWarehouseStockParams{
					LocationCode: "B", BookID: first, Reorder: pgtype.Range[pgtype.Int4]{LowerType: pgtype.Empty, UpperType: pgtype.Empty, Valid: true},
				},
				want: repository.WarehouseStock{
					LocationCode: "B", BookID: first, Reorder: pgtype.Range[pgtype.Int4]{LowerType: pgtype.Empty, UpperType: pgtype.Empty, Valid: true},
				},
				stored: columns{"location_code": "B", "book_id": "1", "quantity": "0", "reorder": "empty", "counted_at": null},
			},
		},
		changes: []change[repository.WarehouseStock, repository.UpdateWarehouseStockParams]{{
			update: repository.UpdateWarehouseStockParams{Reorder: repository.Set(pgtype.Range[pgtype.Int4]{}), CountedAt: repository.Null[time.Time]()},
			want:   func(s *repository.WarehouseStock) { s.Reorder, s.CountedAt = pgtype.Range[pgtype.Int4]{}, nil },
			stored: columns{"reorder": null, "counted_at": null},
		}, {
			update: repository.UpdateWarehouseStockParams{Quantity: repository.Set[int32](0), Reorder: repository.Set(between), CountedAt: repository.SetTo(at)},
			want:   func(s *repository.WarehouseStock) { s.Quantity, s.Reorder, s.CountedAt = 0, between, &at },
			stored: columns{"quantity": "0", "reorder": "[-2147483648,2147483647)", "counted_at": "2026-03-29 01:30:00+00"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewWarehouseStockRepository(db)
	all := must[[]repository.WarehouseStock](t)(repo.List(ctx, 10))
	equal(t, "at a location", must[[]repository.WarehouseStock](t)(repo.ListByLocationCode(ctx, "A", 10)), all[:2])
	equal(t, "of a book", must[[]repository.WarehouseStock](t)(repo.ListByBookID(ctx, second, 10)), all[1:2])
	changed := must[*repository.WarehouseStock](t)(repo.Upsert(ctx, repository.CreateWarehouseStockParams{LocationCode: "A", BookID: second, Quantity: repository.Set[int32](5)}))
	equal(t, "upsert", changed, &repository.WarehouseStock{LocationCode: "A", BookID: second, Quantity: 5})
	_, err := repo.Create(ctx, repository.CreateWarehouseStockParams{LocationCode: "B", BookID: second, Quantity: repository.Set[int32](-1)})
	invalid(t, err, "WarehouseStock", "create", "quantity")
}

type movementKey = repository.WarehouseMovementKey

func movements(db pgxkit.Executor) methods[repository.WarehouseMovement, repository.CreateWarehouseMovementParams, repository.UpdateWarehouseMovementParams, movementKey] {
	r := repository.NewWarehouseMovementRepository(db)
	split := func(k movementKey) (int64, time.Time) { return k.ID, k.MovedAt }
	return methods[repository.WarehouseMovement, repository.CreateWarehouseMovementParams, repository.UpdateWarehouseMovementParams, movementKey]{
		create: r.Create, createMany: r.CreateMany, getMany: r.GetByIDs, list: r.List, page: r.ListPaginated, count: r.Count,
		get: two(split, r.GetByID), lock: two(split, r.GetByIDForUpdate), exists: two(split, r.Exists),
		update: func(ctx context.Context, k movementKey, params repository.UpdateWarehouseMovementParams) (*repository.WarehouseMovement, error) {
			return r.Update(ctx, k.ID, k.MovedAt, params)
		},
		delete: func(ctx context.Context, k movementKey) error { return r.Delete(ctx, k.ID, k.MovedAt) },
	}
}

func TestMovement(t *testing.T) {
	empty(t)
	location(t, "A")
	first := book(t, "9780000000001")
	// A row in each partition.
	in2025 := time.Date(2025, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	in2026, later := day(2026, 1, 1), day(2040, 1, 1)
	crud[repository.WarehouseMovement, repository.CreateWarehouseMovementParams, repository.UpdateWarehouseMovementParams, movementKey]{
		table: "warehouse.movements", entity: "WarehouseMovement", keyColumns: []string{"id", "moved_at"}, madeUp: []string{"id"},
		absent: movementKey{ID: 1, MovedAt: day(1999, 1, 1)}, order: "id, moved_at", over: movements,
		key:       func(m *repository.WarehouseMovement) movementKey { return movementKey{ID: m.ID, MovedAt: m.MovedAt} },
		keyValues: func(k movementKey) []any { return []any{k.ID, k.MovedAt} },
		samples: []sample[repository.WarehouseMovement, repository.CreateWarehouseMovementParams]{
			{
				create: repository.CreateWarehouseMovementParams{
					MovedAt: repository.Set(in2025), LocationCode: "A", BookID: first, Kind: repository.WarehouseMovementKindIn, Quantity: math.MaxInt32, Reason: ptr("new"),
				},
				want: repository.WarehouseMovement{
					MovedAt: in2025, LocationCode: "A", BookID: first, Kind: repository.WarehouseMovementKindIn, Quantity: math.MaxInt32, Reason: ptr("new"),
				},
				stored: columns{
					"moved_at": "2025-12-31 23:59:59.999999+00", "location_code": "A", "book_id": "1", "kind": "in", "quantity": "2147483647", "reason": "new",
				},
			},
			{
				create: repository.CreateWarehouseMovementParams{
					MovedAt: repository.Set(in2026), LocationCode: "A", BookID: first, Kind: repository.WarehouseMovementKindOut, Quantity: math.MinInt32,
				},
				want: repository.WarehouseMovement{
					MovedAt: in2026, LocationCode: "A", BookID: first, Kind: repository.WarehouseMovementKindOut, Quantity: math.MinInt32,
				},
				stored: columns{
					"moved_at": "2026-01-01 00:00:00+00", "location_code": "A", "book_id": "1", "kind": "out", "quantity": "-2147483648", "reason": null,
				},
			},
			{
				create: repository.CreateWarehouseMovementParams{
					MovedAt: repository.Set(later), LocationCode: "A", BookID: first, Kind: repository.WarehouseMovementKindAdjustment, Quantity: -1, Reason: ptr(""),
				},
				want: repository.WarehouseMovement{
					MovedAt: later, LocationCode: "A", BookID: first, Kind: repository.WarehouseMovementKindAdjustment, Quantity: -1, Reason: ptr(""),
				},
				stored: columns{
					"moved_at": "2040-01-01 00:00:00+00", "location_code": "A", "book_id": "1", "kind": "adjustment", "quantity": "-1", "reason": "",
				},
			},
		},
		changes: []change[repository.WarehouseMovement, repository.UpdateWarehouseMovementParams]{{
			update: repository.UpdateWarehouseMovementParams{Reason: repository.Null[string]()},
			want:   func(m *repository.WarehouseMovement) { m.Reason = nil },
			stored: columns{"reason": null},
		}, {
			update: repository.UpdateWarehouseMovementParams{
				LocationCode: repository.Set("A"), BookID: repository.Set(first), Kind: repository.Set(repository.WarehouseMovementKindOut),
				Quantity: repository.Set[int32](2), Reason: repository.SetTo("r"),
			},
			want: func(m *repository.WarehouseMovement) {
				m.Kind, m.Quantity, m.Reason = repository.WarehouseMovementKindOut, 2, ptr("r")
			},
			stored: columns{"kind": "out", "quantity": "2", "reason": "r"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewWarehouseMovementRepository(db)
	all := must[[]repository.WarehouseMovement](t)(repo.List(ctx, 10))
	equal(t, "at a location", must[[]repository.WarehouseMovement](t)(repo.ListByLocationCode(ctx, "A", 10)), all)
	equal(t, "of a book", must[[]repository.WarehouseMovement](t)(repo.ListByBookID(ctx, first, 2)), all[:2])
	_, err := repo.Create(ctx, repository.CreateWarehouseMovementParams{LocationCode: "A", BookID: first, Kind: "in", Quantity: 0})
	invalid(t, err, "WarehouseMovement", "create", "quantity")
}

func TestSupplier(t *testing.T) {
	empty(t)
	someone := &contact.Contact{Person: `"Q"`, Emails: []string{"q@example.com"}, Phone: "ß"}
	crud[repository.WarehouseSupplier, repository.CreateWarehouseSupplierParams, repository.UpdateWarehouseSupplierParams, int32]{
		table: "warehouse.suppliers", entity: "WarehouseSupplier", keyColumns: []string{"id"}, absent: 0, order: "id",
		over: func(db pgxkit.Executor) methods[repository.WarehouseSupplier, repository.CreateWarehouseSupplierParams, repository.UpdateWarehouseSupplierParams, int32] {
			return methodsOf(repository.NewWarehouseSupplierRepository(db))
		},
		key: func(s *repository.WarehouseSupplier) int32 { return s.ID }, keyValues: only[int32],
		samples: []sample[repository.WarehouseSupplier, repository.CreateWarehouseSupplierParams]{
			{
				create: repository.CreateWarehouseSupplierParams{ID: repository.Set[int32](math.MinInt32), VATNumber: ptr("DE1"), Name: "S", Contact: someone},
				want:   repository.WarehouseSupplier{ID: math.MinInt32, VATNumber: ptr("DE1"), Name: "S", Contact: someone},
				stored: columns{"id": "-2147483648", "vat_number": "DE1", "name": "S", "contact": `{"phone": "ß", "emails": ["q@example.com"], "person": "\"Q\""}`},
			},
			{
				create: repository.CreateWarehouseSupplierParams{ID: repository.Set[int32](1), Name: ""},
				want:   repository.WarehouseSupplier{ID: 1},
				stored: columns{"id": "1", "vat_number": null, "name": "", "contact": null},
			},
			{
				create: repository.CreateWarehouseSupplierParams{ID: repository.Set[int32](math.MaxInt32), VATNumber: ptr(""), Name: "T", Contact: &contact.Contact{}},
				want:   repository.WarehouseSupplier{ID: math.MaxInt32, VATNumber: ptr(""), Name: "T", Contact: &contact.Contact{}},
				stored: columns{"id": "2147483647", "vat_number": "", "name": "T", "contact": `{"person": ""}`},
			},
		},
		changes: []change[repository.WarehouseSupplier, repository.UpdateWarehouseSupplierParams]{{
			update: repository.UpdateWarehouseSupplierParams{Contact: repository.Null[contact.Contact](), Name: repository.Set("U")},
			want:   func(s *repository.WarehouseSupplier) { s.Contact, s.Name = nil, "U" },
			stored: columns{"contact": null, "name": "U"},
		}, {
			update: repository.UpdateWarehouseSupplierParams{Contact: repository.SetTo(contact.Contact{Phone: "1"}), VATNumber: repository.SetTo("X")},
			want: func(s *repository.WarehouseSupplier) {
				s.Contact, s.VATNumber = &contact.Contact{Phone: "1"}, ptr("X")
			},
			stored: columns{"contact": `{"phone": "1", "person": ""}`, "vat_number": "X"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewWarehouseSupplierRepository(db)
	all := must[[]repository.WarehouseSupplier](t)(repo.List(ctx, 10))
	equal(t, "by VAT number", must[*repository.WarehouseSupplier](t)(repo.GetByVATNumber(ctx, "DE1")), &all[0])
	_, err := repo.GetByVATNumber(ctx, "none")
	notFound(t, err, "WarehouseSupplier")
	// NULLS NOT DISTINCT: a second supplier without a number is one too many.
	_, err = repo.Create(ctx, repository.CreateWarehouseSupplierParams{ID: repository.Set[int32](2), Name: "also none"})
	invalid(t, err, "WarehouseSupplier", "create", "vat_number")
	changed := must[*repository.WarehouseSupplier](t)(repo.UpsertByVATNumber(ctx, repository.CreateWarehouseSupplierParams{Name: "upserted", VATNumber: ptr("DE1")}))
	if changed.ID != all[0].ID || changed.Name != "upserted" || changed.Contact != nil {
		t.Errorf("upsert by VAT number made %+v", changed)
	}
	changed = must[*repository.WarehouseSupplier](t)(repo.Upsert(ctx, repository.CreateWarehouseSupplierParams{ID: repository.Set[int32](1), Name: "one"}))
	equal(t, "upsert", changed, &repository.WarehouseSupplier{ID: 1, Name: "one"})
}

func TestDelivery(t *testing.T) {
	empty(t)
	location(t, "A")
	location(t, "B")
	var supplier int32
	scan(t, "INSERT INTO warehouse.suppliers (name) VALUES ('S') RETURNING id", nil, &supplier)
	crud[repository.WarehouseDelivery, repository.CreateWarehouseDeliveryParams, repository.UpdateWarehouseDeliveryParams, uuid.UUID]{
		table: "warehouse.deliveries", entity: "WarehouseDelivery", keyColumns: []string{"id"}, absent: nobody, order: "id",
		over: func(db pgxkit.Executor) methods[repository.WarehouseDelivery, repository.CreateWarehouseDeliveryParams, repository.UpdateWarehouseDeliveryParams, uuid.UUID] {
			return methodsOf(repository.NewWarehouseDeliveryRepository(db))
		},
		key: func(d *repository.WarehouseDelivery) uuid.UUID { return d.ID }, keyValues: only[uuid.UUID],
		samples: []sample[repository.WarehouseDelivery, repository.CreateWarehouseDeliveryParams]{
			{
				create: repository.CreateWarehouseDeliveryParams{
					ID: repository.Set(ada), SupplierID: supplier, LocationCode: "A", DueOn: ptr(day(2026, 12, 31)), Slot: ptr("24:00:00-15:59"),
					Parcels: repository.Set([]int16{math.MinInt16, 0, math.MaxInt16}),
				},
				want: repository.WarehouseDelivery{
					ID: ada, SupplierID: supplier, LocationCode: "A", DueOn: ptr(day(2026, 12, 31)), Slot: ptr("24:00:00-15:59"),
					Parcels: []int16{math.MinInt16, 0, math.MaxInt16},
				},
				stored: columns{
					"id": ada.String(), "supplier_id": "1", "location_code": "A", "due_on": "2026-12-31", "slot": "24:00:00-15:59", "parcels": "{-32768,0,32767}",
				},
			},
			{
				create: repository.CreateWarehouseDeliveryParams{ID: repository.Set(celan), SupplierID: supplier, LocationCode: "B"},
				want:   repository.WarehouseDelivery{ID: celan, SupplierID: supplier, LocationCode: "B", Parcels: []int16{}},
				stored: columns{"id": celan.String(), "supplier_id": "1", "location_code": "B", "due_on": null, "slot": null, "parcels": "{}"},
			},
		},
		changes: []change[repository.WarehouseDelivery, repository.UpdateWarehouseDeliveryParams]{{
			update: repository.UpdateWarehouseDeliveryParams{DueOn: repository.Null[time.Time](), Slot: repository.Null[string](), Parcels: repository.Set([]int16{})},
			want:   func(d *repository.WarehouseDelivery) { d.DueOn, d.Slot, d.Parcels = nil, nil, []int16{} },
			stored: columns{"due_on": null, "slot": null, "parcels": "{}"},
		}, {
			update: repository.UpdateWarehouseDeliveryParams{
				SupplierID: repository.Set(supplier), LocationCode: repository.Set("B"), DueOn: repository.SetTo(day(2000, 2, 29)),
				Slot: repository.SetTo("09:00:00+02"), Parcels: repository.Set([]int16{7}),
			},
			want: func(d *repository.WarehouseDelivery) {
				d.LocationCode, d.DueOn, d.Slot, d.Parcels = "B", ptr(day(2000, 2, 29)), ptr("09:00:00+02"), []int16{7}
			},
			stored: columns{"location_code": "B", "due_on": "2000-02-29", "slot": "09:00:00+02", "parcels": "{7}"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewWarehouseDeliveryRepository(db)
	all := must[[]repository.WarehouseDelivery](t)(repo.List(ctx, 10))
	equal(t, "of a supplier", must[[]repository.WarehouseDelivery](t)(repo.ListBySupplierID(ctx, supplier, 10)), all)
	equal(t, "to a location", must[[]repository.WarehouseDelivery](t)(repo.ListByLocationCode(ctx, "B", 10)), all[1:])
	changed := must[*repository.WarehouseDelivery](t)(repo.Upsert(ctx, repository.CreateWarehouseDeliveryParams{ID: repository.Set(ada), SupplierID: supplier, LocationCode: "B"}))
	if changed.ID != ada || changed.LocationCode != "B" || len(changed.Parcels) != 3 {
		t.Errorf("upsert made %+v", changed)
	}
	_, err := repo.Create(ctx, repository.CreateWarehouseDeliveryParams{SupplierID: -1, LocationCode: "A"})
	invalid(t, err, "WarehouseDelivery", "create", "supplier_id")
	_, err = repo.Create(ctx, repository.CreateWarehouseDeliveryParams{SupplierID: supplier, LocationCode: "Z"})
	invalid(t, err, "WarehouseDelivery", "create", "location_code")
	invalid(t, repository.NewWarehouseSupplierRepository(db).Delete(ctx, supplier), "WarehouseSupplier", "delete", "")
}
