package repositorytest

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

// customer adds a customer for the tests of what belongs to customers.
func customer(t *testing.T, id uuid.UUID) uuid.UUID {
	t.Helper()
	exec(t, "INSERT INTO customers (id, email, name) VALUES ($1, $2, 'C')", id, id.String()+"@example.com")
	return id
}

func TestOrder(t *testing.T) {
	empty(t)
	customer(t, ada)
	customer(t, celan)
	at := time.Date(2026, 10, 25, 1, 30, 0, 999_999_000, time.UTC)
	to := repository.PostalAddress{City: ptr("Ulm")}
	crud[repository.Order, repository.CreateOrderParams, repository.UpdateOrderParams, int64]{
		table: `"order"`, entity: "Order", keyColumns: []string{"id"}, absent: 0, order: "created_at DESC, id DESC",
		over: func(db pgxkit.Executor) methods[repository.Order, repository.CreateOrderParams, repository.UpdateOrderParams, int64] {
			return methodsOf(repository.NewOrderRepository(db))
		},
		key: func(o *repository.Order) int64 { return o.ID }, keyValues: only[int64],
		samples: []sample[repository.Order, repository.CreateOrderParams]{
			{
				create: repository.CreateOrderParams{
					ID: repository.Set[int64](math.MinInt64), CustomerID: ada, State: repository.Set(repository.OrderStateCancelled), Note: ptr("!"),
					PlacedAt: &at, CreatedAt: repository.Set(at), ShipTo: &to,
				},
				want: repository.Order{
					ID: math.MinInt64, CustomerID: ada, State: repository.OrderStateCancelled, Note: ptr("!"), PlacedAt: &at, CreatedAt: at, ShipTo: &to,
				},
				stored: columns{
					"id": "-9223372036854775808", "customer_id": ada.String(), "state": "cancelled", "note": "!",
					"placed_at": "2026-10-25 01:30:00.999999+00", "created_at": "2026-10-25 01:30:00.999999+00", "ship_to": "(,,Ulm,)",
				},
			},
			{
				create: repository.CreateOrderParams{ID: repository.Set[int64](1), CustomerID: ada, CreatedAt: repository.Set(at)},
				want:   repository.Order{ID: 1, CustomerID: ada, State: repository.OrderStateCart, CreatedAt: at},
				stored: columns{
					"id": "1", "customer_id": ada.String(), "state": "cart", "note": null, "placed_at": null,
					"created_at": "2026-10-25 01:30:00.999999+00", "ship_to": null,
				},
			},
			{
				create: repository.CreateOrderParams{
					ID: repository.Set[int64](2), CustomerID: celan, Note: ptr(""), PlacedAt: ptr(day(1, 1, 1)), CreatedAt: repository.Set(at.Add(-1000)),
				},
				want: repository.Order{ID: 2, CustomerID: celan, State: repository.OrderStateCart, Note: ptr(""), PlacedAt: ptr(day(1, 1, 1)), CreatedAt: at.Add(-1000)},
				stored: columns{
					"id": "2", "customer_id": celan.String(), "state": "cart", "note": "", "placed_at": "0001-01-01 00:00:00+00",
					"created_at": "2026-10-25 01:30:00.999998+00", "ship_to": null,
				},
			},
			{
				create: repository.CreateOrderParams{ID: repository.Set[int64](math.MaxInt64), CustomerID: ada, CreatedAt: repository.Set(day(1999, 1, 1))},
				want:   repository.Order{ID: math.MaxInt64, CustomerID: ada, State: repository.OrderStateCart, CreatedAt: day(1999, 1, 1)},
				stored: columns{
					"id": "9223372036854775807", "customer_id": ada.String(), "state": "cart", "note": null, "placed_at": null,
					"created_at": "1999-01-01 00:00:00+00", "ship_to": null,
				},
			},
		},
		changes: []change[repository.Order, repository.UpdateOrderParams]{{
			update: repository.UpdateOrderParams{
				Note: repository.Null[string](), PlacedAt: repository.Null[time.Time](), ShipTo: repository.Null[repository.PostalAddress](),
			},
			want:   func(o *repository.Order) { o.Note, o.PlacedAt, o.ShipTo = nil, nil, nil },
			stored: columns{"note": null, "placed_at": null, "ship_to": null},
		}, {
			update: repository.UpdateOrderParams{
				CustomerID: repository.Set(celan), State: repository.Set(repository.OrderStatePaid), Note: repository.SetTo("n"),
				PlacedAt: repository.SetTo(at), CreatedAt: repository.Set(at.Add(time.Hour)), ShipTo: repository.SetTo(to),
			},
			want: func(o *repository.Order) {
				o.CustomerID, o.State, o.Note, o.PlacedAt, o.CreatedAt, o.ShipTo = celan, repository.OrderStatePaid, ptr("n"), &at, at.Add(time.Hour), &to
			},
			stored: columns{
				"customer_id": celan.String(), "state": "paid", "note": "n", "placed_at": "2026-10-25 01:30:00.999999+00",
				"created_at": "2026-10-25 02:30:00.999999+00", "ship_to": "(,,Ulm,)",
			},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewOrderRepository(db)
	all := must[[]repository.Order](t)(repo.List(ctx, 10))
	equal(t, "of a customer", must[[]repository.Order](t)(repo.ListByCustomerID(ctx, celan, 10)), all[2:3])
	_, err := repo.Create(ctx, repository.CreateOrderParams{ID: repository.Set[int64](3), CustomerID: nobody})
	invalid(t, err, "Order", "create", "customer_id")
	invalid(t, repository.NewCustomerRepository(db).Delete(ctx, ada), "Customer", "delete", "")
	changed := must[*repository.Order](t)(repo.Upsert(ctx, repository.CreateOrderParams{ID: repository.Set[int64](2), CustomerID: ada}))
	if changed.ID != 2 || changed.CustomerID != ada || changed.Note != nil || !changed.CreatedAt.Equal(all[2].CreatedAt) {
		t.Errorf("upsert made %+v", changed)
	}
}

type itemKey = repository.OrderItemKey

func orderItems(db pgxkit.Executor) methods[repository.OrderItem, repository.CreateOrderItemParams, repository.UpdateOrderItemParams, itemKey] {
	r := repository.NewOrderItemRepository(db)
	split := func(k itemKey) (int64, int16) { return k.OrderID, k.Line }
	return methods[repository.OrderItem, repository.CreateOrderItemParams, repository.UpdateOrderItemParams, itemKey]{
		create: r.Create, createMany: r.CreateMany, getMany: r.GetByIDs, list: r.List, page: r.ListPaginated, count: r.Count,
		get: two(split, r.GetByID), lock: two(split, r.GetByIDForUpdate), exists: two(split, r.Exists),
		update: func(ctx context.Context, k itemKey, params repository.UpdateOrderItemParams) (*repository.OrderItem, error) {
			return r.Update(ctx, k.OrderID, k.Line, params)
		},
		delete: func(ctx context.Context, k itemKey) error { return r.Delete(ctx, k.OrderID, k.Line) },
	}
}

func TestOrderItem(t *testing.T) {
	empty(t)
	customer(t, ada)
	first, second := book(t, "9780000000001"), book(t, "9780000000002")
	var order int64
	scan(t, `INSERT INTO "order" (customer_id) VALUES ($1) RETURNING id`, []any{ada}, &order)
	crud[repository.OrderItem, repository.CreateOrderItemParams, repository.UpdateOrderItemParams, itemKey]{
		table: "order_items", entity: "OrderItem", keyColumns: []string{"order_id", "line"},
		absent: itemKey{OrderID: order, Line: 99}, order: "order_id, line", over: orderItems,
		key:       func(i *repository.OrderItem) itemKey { return itemKey{OrderID: i.OrderID, Line: i.Line} },
		keyValues: func(k itemKey) []any { return []any{k.OrderID, k.Line} },
		samples: []sample[repository.OrderItem, repository.CreateOrderItemParams]{
			{
				create: repository.CreateOrderItemParams{OrderID: order, Line: math.MinInt16, BookID: first, UnitPrice: numeric("9.99")},
				want: repository.OrderItem{
					OrderID: order, Line: math.MinInt16, BookID: first, Quantity: 1, UnitPrice: numeric("9.99"), Discount: numeric("0.000"), Total: numeric("9.99"),
				},
				stored: columns{
					"order_id": "1", "line": "-32768", "book_id": "1", "quantity": "1", "unit_price": "9.99", "discount": "0.000", "total": "9.99",
				},
			},
			{
				create: repository.CreateOrderItemParams{
					OrderID: order, Line: 0, BookID: second, Quantity: repository.Set[int32](math.MaxInt32), UnitPrice: numeric("99999999.99"),
					Discount: repository.Set(numeric("0.999")),
				},
				want: repository.OrderItem{
					OrderID: order, Line: 0, BookID: second, Quantity: math.MaxInt32, UnitPrice: numeric("99999999.99"), Discount: numeric("0.999"),
					Total: numeric("214748364678525.16"),
				},
				stored: columns{
					"order_id": "1", "line": "0", "book_id": "2", "quantity": "2147483647", "unit_price": "99999999.99", "discount": "0.999",
					"total": "214748364678525.16",
				},
			},
			{
				create: repository.CreateOrderItemParams{OrderID: order, Line: math.MaxInt16, BookID: first, UnitPrice: numeric("0")},
				want: repository.OrderItem{
					OrderID: order, Line: math.MaxInt16, BookID: first, Quantity: 1, UnitPrice: numeric("0.00"), Discount: numeric("0.000"), Total: numeric("0.00"),
				},
				stored: columns{
					"order_id": "1", "line": "32767", "book_id": "1", "quantity": "1", "unit_price": "0.00", "discount": "0.000", "total": "0.00",
				},
			},
		},
		changes: []change[repository.OrderItem, repository.UpdateOrderItemParams]{{
			update: repository.UpdateOrderItemParams{
				BookID: repository.Set(second), Quantity: repository.Set[int32](3), UnitPrice: repository.Set(numeric("1.10")), Discount: repository.Set(numeric("0.5")),
			},
			want: func(i *repository.OrderItem) {
				i.BookID, i.Quantity, i.UnitPrice, i.Discount, i.Total = second, 3, numeric("1.10"), numeric("0.500"), numeric("1.65")
			},
			stored: columns{"book_id": "2", "quantity": "3", "unit_price": "1.10", "discount": "0.500", "total": "1.65"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewOrderItemRepository(db)
	all := must[[]repository.OrderItem](t)(repo.List(ctx, 10))
	equal(t, "of an order", must[[]repository.OrderItem](t)(repo.ListByOrderID(ctx, order, 10)), all)
	equal(t, "of a book", must[[]repository.OrderItem](t)(repo.ListByBookID(ctx, second, 10)), all[1:2])
	_, err := repo.Create(ctx, repository.CreateOrderItemParams{OrderID: order, Line: 5, BookID: first, UnitPrice: numeric("1"), Quantity: repository.Set[int32](0)})
	invalid(t, err, "OrderItem", "create", "quantity")
	changed := must[*repository.OrderItem](t)(repo.Upsert(ctx, repository.CreateOrderItemParams{OrderID: order, Line: 0, BookID: first, UnitPrice: numeric("2")}))
	if changed.BookID != first || changed.Quantity != math.MaxInt32 || text(changed.UnitPrice) != text(numeric("2.00")) {
		t.Errorf("upsert made %+v", changed)
	}
}

func TestReview(t *testing.T) {
	empty(t)
	first, second := book(t, "9780000000001"), book(t, "9780000000002")
	customer(t, ada)
	crud[repository.Review, repository.CreateReviewParams, repository.UpdateReviewParams, int32]{
		table: "reviews", entity: "Review", keyColumns: []string{"id"}, absent: 0, order: "rating DESC, id",
		over: func(db pgxkit.Executor) methods[repository.Review, repository.CreateReviewParams, repository.UpdateReviewParams, int32] {
			return methodsOf(repository.NewReviewRepository(db))
		},
		key: func(r *repository.Review) int32 { return r.ID }, keyValues: only[int32],
		madeUp: []string{"created_at"},
		samples: []sample[repository.Review, repository.CreateReviewParams]{
			{
				create: repository.CreateReviewParams{
					ID: repository.Set[int32](math.MinInt32), BookID: first, CustomerID: ptr(ada), Rating: 1, Text: repository.Set("Long\n\n…"),
					Moderation: repository.Set(repository.ModerationRejected),
				},
				want: repository.Review{
					ID: math.MinInt32, BookID: first, CustomerID: ptr(ada), Rating: 1, Text: "Long\n\n…", Moderation: repository.ModerationRejected,
				},
				stored: columns{
					"id": "-2147483648", "book_id": "1", "customer_id": ada.String(), "rating": "1", "body": "Long\n\n…", "moderation": "rejected",
				},
			},
			{
				create: repository.CreateReviewParams{ID: repository.Set[int32](1), BookID: first, Rating: 5},
				want:   repository.Review{ID: 1, BookID: first, Rating: 5, Moderation: repository.ModerationPending},
				stored: columns{"id": "1", "book_id": "1", "customer_id": null, "rating": "5", "body": "", "moderation": "pending"},
			},
			{
				create: repository.CreateReviewParams{ID: repository.Set[int32](math.MaxInt32), BookID: second, Rating: 5, Text: repository.Set("")},
				want:   repository.Review{ID: math.MaxInt32, BookID: second, Rating: 5, Moderation: repository.ModerationPending},
				stored: columns{"id": "2147483647", "book_id": "2", "customer_id": null, "rating": "5", "body": "", "moderation": "pending"},
			},
		},
		changes: []change[repository.Review, repository.UpdateReviewParams]{{
			update: repository.UpdateReviewParams{CustomerID: repository.Null[uuid.UUID]()},
			want:   func(r *repository.Review) { r.CustomerID = nil },
			stored: columns{"customer_id": null},
		}, {
			update: repository.UpdateReviewParams{
				BookID: repository.Set(second), CustomerID: repository.SetTo(ada), Rating: repository.Set[int16](3), Text: repository.Set("t"),
				Moderation: repository.Set(repository.ModerationApproved), CreatedAt: repository.Set(day(2000, 1, 1)),
			},
			want: func(r *repository.Review) {
				r.BookID, r.CustomerID, r.Rating, r.Text, r.Moderation = second, ptr(ada), 3, "t", repository.ModerationApproved
			},
			stored: columns{"book_id": "2", "customer_id": ada.String(), "rating": "3", "body": "t", "moderation": "approved"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewReviewRepository(db)
	all := must[[]repository.Review](t)(repo.List(ctx, 10))
	equal(t, "of a book", must[[]repository.Review](t)(repo.ListByBookID(ctx, first, 10)), all[:2])
	equal(t, "of a customer", must[[]repository.Review](t)(repo.ListByCustomerID(ctx, ada, 10)), all[:1])
	equal(t, "by book and customer", must[*repository.Review](t)(repo.GetByBookIDAndCustomerID(ctx, first, ada)), &all[0])
	_, err := repo.GetByBookIDAndCustomerID(ctx, second, ada)
	notFound(t, err, "Review")
	_, err = repo.Create(ctx, repository.CreateReviewParams{ID: repository.Set[int32](2), BookID: first, CustomerID: ptr(ada), Rating: 1})
	invalid(t, err, "Review", "create", "book_id, customer_id")
	_, err = repo.Create(ctx, repository.CreateReviewParams{BookID: first, Rating: 6})
	invalid(t, err, "Review", "create", "rating")
	changed := must[*repository.Review](t)(repo.UpsertByBookIDAndCustomerID(ctx, repository.CreateReviewParams{BookID: first, CustomerID: ptr(ada), Rating: 2}))
	if changed.ID != all[0].ID || changed.Rating != 2 || changed.Text != all[0].Text {
		t.Errorf("upsert by book and customer made %+v", changed)
	}
	changed = must[*repository.Review](t)(repo.Upsert(ctx, repository.CreateReviewParams{ID: repository.Set[int32](1), BookID: second, Rating: 4}))
	if changed.ID != 1 || changed.BookID != second {
		t.Errorf("upsert made %+v", changed)
	}
}

func dates(lower, upper time.Time) pgtype.Range[pgtype.Date] {
	return pgtype.Range[pgtype.Date]{
		Lower: pgtype.Date{Time: lower, Valid: true}, Upper: pgtype.Date{Time: upper, Valid: true},
		LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true,
	}
}

func TestPromotion(t *testing.T) {
	empty(t)
	before := pgtype.Range[pgtype.Date]{
		Upper: pgtype.Date{Time: day(2026, 1, 1), Valid: true}, LowerType: pgtype.Unbounded, UpperType: pgtype.Exclusive, Valid: true,
	}
	never := pgtype.Range[pgtype.Date]{LowerType: pgtype.Empty, UpperType: pgtype.Empty, Valid: true}
	hours := pgtype.Range[pgtype.Numeric]{Lower: numeric("17.50"), Upper: numeric("19"), LowerType: pgtype.Exclusive, UpperType: pgtype.Inclusive, Valid: true}
	always := pgtype.Range[pgtype.Numeric]{LowerType: pgtype.Unbounded, UpperType: pgtype.Unbounded, Valid: true}
	tiny := "0." + string(make0(100)) + "1"
	crud[repository.Promotion, repository.CreatePromotionParams, repository.UpdatePromotionParams, int32]{
		table: "promotions", entity: "Promotion", keyColumns: []string{"id"}, absent: 0, order: "id", madeUp: []string{"id"},
		over: func(db pgxkit.Executor) methods[repository.Promotion, repository.CreatePromotionParams, repository.UpdatePromotionParams, int32] {
			return methodsOf(repository.NewPromotionRepository(db))
		},
		key: func(p *repository.Promotion) int32 { return p.ID }, keyValues: only[int32],
		samples: []sample[repository.Promotion, repository.CreatePromotionParams]{
			{
				create: repository.CreatePromotionParams{Name: "Spring", Valid: dates(day(2026, 3, 1), day(2026, 4, 1)), Discount: numeric("0.25"), HappyHour: hours},
				want:   repository.Promotion{Name: "Spring", Valid: dates(day(2026, 3, 1), day(2026, 4, 1)), Discount: numeric("0.25"), HappyHour: hours},
				stored: columns{"name": "Spring", "valid": "[2026-03-01,2026-04-01)", "discount": "0.25", "happy_hour": "(17.50,19]"},
			},
			{
				create: repository.CreatePromotionParams{Name: "", Valid: before, Discount: numeric(tiny), HappyHour: always},
				want:   repository.Promotion{Name: "", Valid: before, Discount: numeric(tiny), HappyHour: always},
				stored: columns{"name": "", "valid": "(,2026-01-01)", "discount": tiny, "happy_hour": "(,)"},
			},
			{
				create: repository.CreatePromotionParams{Name: "Never", Valid: never, Discount: numeric("0.10")},
				want:   repository.Promotion{Name: "Never", Valid: never, Discount: numeric("0.10")},
				stored: columns{"name": "Never", "valid": "empty", "discount": "0.10", "happy_hour": null},
			},
		},
		changes: []change[repository.Promotion, repository.UpdatePromotionParams]{{
			update: repository.UpdatePromotionParams{HappyHour: repository.Set(pgtype.Range[pgtype.Numeric]{})},
			want:   func(p *repository.Promotion) { p.HappyHour = pgtype.Range[pgtype.Numeric]{} },
			stored: columns{"happy_hour": null},
		}, {
			update: repository.UpdatePromotionParams{
				Name: repository.Set("Summer"), Valid: repository.Set(dates(day(2026, 6, 1), day(2026, 7, 1))), Discount: repository.Set(numeric("0.9")),
				HappyHour: repository.Set(hours),
			},
			want: func(p *repository.Promotion) {
				p.Name, p.Valid, p.Discount, p.HappyHour = "Summer", dates(day(2026, 6, 1), day(2026, 7, 1)), numeric("0.9"), hours
			},
			stored: columns{"name": "Summer", "valid": "[2026-06-01,2026-07-01)", "discount": "0.9", "happy_hour": "(17.50,19]"},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewPromotionRepository(db)
	_, err := repo.Create(ctx, repository.CreatePromotionParams{Name: "overlaps", Valid: dates(day(2026, 3, 31), day(2026, 5, 1)), Discount: numeric("0.1")})
	invalid(t, err, "Promotion", "create", "valid")
	_, err = repo.Create(ctx, repository.CreatePromotionParams{Name: "NaN", Valid: never, Discount: numeric("NaN")})
	invalid(t, err, "Promotion", "create", "discount")
}

func make0(n int) []byte {
	zeros := make([]byte, n)
	for i := range zeros {
		zeros[i] = '0'
	}
	return zeros
}

func TestVoucher(t *testing.T) {
	empty(t)
	customer(t, ada)
	from := time.Date(2026, 1, 1, 0, 0, 0, 1_000, time.UTC)
	open := pgtype.Range[pgtype.Timestamptz]{
		Lower: pgtype.Timestamptz{Time: from, Valid: true}, LowerType: pgtype.Inclusive, UpperType: pgtype.Unbounded, Valid: true,
	}
	crud[repository.Voucher, repository.CreateVoucherParams, repository.UpdateVoucherParams, string]{
		table: "vouchers", entity: "Voucher", keyColumns: []string{"code"}, absent: "absent", order: "code",
		over: func(db pgxkit.Executor) methods[repository.Voucher, repository.CreateVoucherParams, repository.UpdateVoucherParams, string] {
			return methodsOf(repository.NewVoucherRepository(db))
		},
		key: func(v *repository.Voucher) string { return v.Code }, keyValues: only[string],
		samples: []sample[repository.Voucher, repository.CreateVoucherParams]{
			{
				create: repository.CreateVoucherParams{
					Code: "A", CustomerID: ptr(ada), Amount: numeric("9999999999.99"), Limit: repository.Set[int32](math.MaxInt32), LegacyCode: ptr("old"),
					ValidFor: repository.Set(open), RedeemedAt: []time.Time{from, day(1, 1, 1)},
				},
				want: repository.Voucher{
					Code: "A", CustomerID: ptr(ada), Amount: numeric("9999999999.99"), Limit: math.MaxInt32, LegacyCode: ptr("old"), ValidFor: open,
					RedeemedAt: []time.Time{from, day(1, 1, 1)},
				},
				stored: columns{
					"code": "A", "customer_id": ada.String(), "amount": "9999999999.99", "percent": null, "limit": "2147483647", "Legacy Code": "old",
					"valid_for":   `["2026-01-01 00:00:00.000001+00",)`,
					"redeemed_at": `{"2026-01-01 00:00:00.000001+00","0001-01-01 00:00:00+00"}`,
				},
			},
			{
				create: repository.CreateVoucherParams{Code: "B", Percent: ptr[float32](math.MaxFloat32), ValidFor: repository.Set(open), RedeemedAt: []time.Time{}},
				want:   repository.Voucher{Code: "B", Percent: ptr[float32](math.MaxFloat32), Limit: 1, ValidFor: open, RedeemedAt: []time.Time{}},
				stored: columns{
					"code": "B", "customer_id": null, "amount": null, "percent": "3.4028235e+38", "limit": "1", "Legacy Code": null,
					"valid_for": `["2026-01-01 00:00:00.000001+00",)`, "redeemed_at": "{}",
				},
			},
			{
				create: repository.CreateVoucherParams{Code: "C", Percent: ptr[float32](0), Limit: repository.Set[int32](math.MinInt32), LegacyCode: ptr(""), ValidFor: repository.Set(open)},
				want:   repository.Voucher{Code: "C", Percent: ptr[float32](0), Limit: math.MinInt32, LegacyCode: ptr(""), ValidFor: open},
				stored: columns{
					"code": "C", "customer_id": null, "amount": null, "percent": "0", "limit": "-2147483648", "Legacy Code": "",
					"valid_for": `["2026-01-01 00:00:00.000001+00",)`, "redeemed_at": null,
				},
			},
		},
		changes: []change[repository.Voucher, repository.UpdateVoucherParams]{{
			update: repository.UpdateVoucherParams{
				CustomerID: repository.Null[uuid.UUID](), Amount: repository.Set(pgtype.Numeric{}), Percent: repository.SetTo[float32](0.1),
				LegacyCode: repository.Null[string](), RedeemedAt: repository.Set[[]time.Time](nil),
			},
			want: func(v *repository.Voucher) {
				v.CustomerID, v.Amount, v.Percent, v.LegacyCode, v.RedeemedAt = nil, pgtype.Numeric{}, ptr[float32](0.1), nil, nil
			},
			stored: columns{"customer_id": null, "amount": null, "percent": "0.1", "Legacy Code": null, "redeemed_at": null},
		}, {
			update: repository.UpdateVoucherParams{
				CustomerID: repository.SetTo(ada), Amount: repository.Set(numeric("0")), Percent: repository.Null[float32](), Limit: repository.Set[int32](0),
				LegacyCode: repository.SetTo("x"), ValidFor: repository.Set(pgtype.Range[pgtype.Timestamptz]{LowerType: pgtype.Empty, UpperType: pgtype.Empty, Valid: true}),
				RedeemedAt: repository.Set([]time.Time{from}),
			},
			want: func(v *repository.Voucher) {
				v.CustomerID, v.Amount, v.Percent, v.Limit, v.LegacyCode = ptr(ada), numeric("0.00"), nil, 0, ptr("x")
				v.ValidFor = pgtype.Range[pgtype.Timestamptz]{LowerType: pgtype.Empty, UpperType: pgtype.Empty, Valid: true}
				v.RedeemedAt = []time.Time{from}
			},
			stored: columns{
				"customer_id": ada.String(), "amount": "0.00", "percent": null, "limit": "0", "Legacy Code": "x", "valid_for": "empty",
				"redeemed_at": `{"2026-01-01 00:00:00.000001+00"}`,
			},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewVoucherRepository(db)
	all := must[[]repository.Voucher](t)(repo.List(ctx, 10))
	equal(t, "by legacy code", must[*repository.Voucher](t)(repo.GetByLegacyCode(ctx, "old")), &all[0])
	_, err := repo.GetByLegacyCode(ctx, "unknown")
	notFound(t, err, "Voucher")
	equal(t, "of a customer", must[[]repository.Voucher](t)(repo.ListByCustomerID(ctx, ada, 10)), all[:1])
	changed := must[*repository.Voucher](t)(repo.Upsert(ctx, repository.CreateVoucherParams{Code: "C", Amount: numeric("1")}))
	if changed.Percent != nil || changed.Limit != math.MinInt32 || text(changed.Amount) != text(numeric("1.00")) {
		t.Errorf("upsert made %+v", changed)
	}
	changed = must[*repository.Voucher](t)(repo.UpsertByLegacyCode(ctx, repository.CreateVoucherParams{Code: "D", Amount: numeric("2"), LegacyCode: ptr("old")}))
	if changed.Code != "D" && changed.Code != "A" || text(changed.Amount) != text(numeric("2.00")) {
		t.Errorf("upsert by legacy code made %+v", changed)
	}
	_, err = repo.Create(ctx, repository.CreateVoucherParams{Code: "E"})
	if err == nil {
		t.Error("a voucher of nothing was taken")
	}
	made := must[*repository.Voucher](t)(repo.Create(ctx, repository.CreateVoucherParams{Code: "F", Percent: ptr[float32](33)}))
	if age := time.Since(made.ValidFor.Lower.Time); !made.ValidFor.Valid || made.ValidFor.UpperType != pgtype.Unbounded || age > time.Minute {
		t.Errorf("the default gave %+v", made.ValidFor)
	}
}
