package repositorytest

import (
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

func TestCustomer(t *testing.T) {
	empty(t)
	home := repository.PostalAddress{Street: ptr(`12 "Rue", de l'Été (back)`), Postcode: ptr("75001"), City: ptr("Paris"), Country: ptr("FR")}
	blank := repository.PostalAddress{}
	crud[repository.Customer, repository.CreateCustomerParams, repository.UpdateCustomerParams, uuid.UUID]{
		table: "customers", entity: "Customer", keyColumns: []string{"id"}, absent: nobody, order: "id",
		over: func(db pgxkit.Executor) methods[repository.Customer, repository.CreateCustomerParams, repository.UpdateCustomerParams, uuid.UUID] {
			return methodsOf(repository.NewCustomerRepository(db))
		},
		key: func(c *repository.Customer) uuid.UUID { return c.ID }, keyValues: only[uuid.UUID],
		madeUp: []string{"created_at"},
		samples: []sample[repository.Customer, repository.CreateCustomerParams]{
			{
				create: repository.CreateCustomerParams{
					ID: repository.Set(ada), Email: "ada@example.com", Name: "Ada", Phone: ptr("+44 1"),
					Status: repository.Set(repository.CustomerStatusBlocked), BillingAddress: &home,
					ShippingAddresses: []repository.PostalAddress{home, blank},
				},
				want: repository.Customer{
					ID: ada, Email: "ada@example.com", Name: "Ada", Phone: ptr("+44 1"), Status: repository.CustomerStatusBlocked,
					BillingAddress: &home, ShippingAddresses: []repository.PostalAddress{home, blank},
				},
				stored: columns{
					"id": ada.String(), "email": "ada@example.com", "name": "Ada", "phone": "+44 1", "status": "blocked",
					"billing_address":    `("12 ""Rue"", de l'Été (back)",75001,Paris,FR)`,
					"shipping_addresses": `{"(\"12 \"\"Rue\"\", de l'Été (back)\",75001,Paris,FR)","(,,,)"}`,
				},
			},
			{
				create: repository.CreateCustomerParams{
					ID: repository.Set(brecht), Email: "b@@", Name: "", Phone: ptr(""), BillingAddress: &blank,
					ShippingAddresses: []repository.PostalAddress{},
				},
				want: repository.Customer{
					ID: brecht, Email: "b@@", Phone: ptr(""), Status: repository.CustomerStatusActive, BillingAddress: &blank,
					ShippingAddresses: []repository.PostalAddress{},
				},
				stored: columns{
					"id": brecht.String(), "email": "b@@", "name": "", "phone": "", "status": "active", "billing_address": "(,,,)",
					"shipping_addresses": "{}",
				},
			},
			{
				create: repository.CreateCustomerParams{ID: repository.Set(celan), Email: "c@x", Name: "C"},
				want:   repository.Customer{ID: celan, Email: "c@x", Name: "C", Status: repository.CustomerStatusActive},
				stored: columns{
					"id": celan.String(), "email": "c@x", "name": "C", "phone": null, "status": "active", "billing_address": null,
					"shipping_addresses": null,
				},
			},
		},
		changes: []change[repository.Customer, repository.UpdateCustomerParams]{{
			update: repository.UpdateCustomerParams{
				Phone: repository.Null[string](), BillingAddress: repository.Null[repository.PostalAddress](),
				ShippingAddresses: repository.Set[[]repository.PostalAddress](nil),
			},
			want:   func(c *repository.Customer) { c.Phone, c.BillingAddress, c.ShippingAddresses = nil, nil, nil },
			stored: columns{"phone": null, "billing_address": null, "shipping_addresses": null},
		}, {
			update: repository.UpdateCustomerParams{
				Email: repository.Set("new@x"), Name: repository.Set("New"), Phone: repository.SetTo("1"),
				Status: repository.Set(repository.CustomerStatusActive), BillingAddress: repository.SetTo(blank),
				ShippingAddresses: repository.Set([]repository.PostalAddress{blank}), CreatedAt: repository.Set(day(2001, 1, 1)),
			},
			want: func(c *repository.Customer) {
				c.Email, c.Name, c.Phone, c.Status = "new@x", "New", ptr("1"), repository.CustomerStatusActive
				c.BillingAddress, c.ShippingAddresses = &blank, []repository.PostalAddress{blank}
			},
			stored: columns{
				"email": "new@x", "name": "New", "phone": "1", "status": "active", "billing_address": "(,,,)",
				"shipping_addresses": `{"(,,,)"}`,
			},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewCustomerRepository(db)
	c := must[*repository.Customer](t)(repo.GetByEmail(ctx, "ada@example.com"))
	equal(t, "by email", c.ID, ada)
	_, err := repo.GetByEmail(ctx, "nobody@x")
	notFound(t, err, "Customer")
	_, err = repo.Create(ctx, repository.CreateCustomerParams{Email: c.Email, Name: "twice"})
	invalid(t, err, "Customer", "create", "email")
	_, err = repo.Create(ctx, repository.CreateCustomerParams{Email: "no at sign", Name: "n"})
	invalid(t, err, "Customer", "create", "email")
	changed := must[*repository.Customer](t)(repo.UpsertByEmail(ctx, repository.CreateCustomerParams{Email: c.Email, Name: "upserted"}))
	if changed.ID != ada || changed.Name != "upserted" || changed.Status != repository.CustomerStatusBlocked {
		t.Errorf("upsert by email made %+v", changed)
	}
	changed = must[*repository.Customer](t)(repo.Upsert(ctx, repository.CreateCustomerParams{ID: repository.Set(ada), Email: "moved@x", Name: "m"}))
	if changed.ID != ada || changed.Email != "moved@x" {
		t.Errorf("upsert made %+v", changed)
	}
	if repository.CustomerStatus("unheard of").Valid() || !repository.CustomerStatusBlocked.Valid() {
		t.Error("Valid does not tell the values of the type")
	}
}

func TestStaff(t *testing.T) {
	empty(t)
	micro := pgtype.Interval{Microseconds: math.MaxInt32, Days: 400, Months: -1, Valid: true}
	crud[repository.Staff, repository.CreateStaffParams, repository.UpdateStaffParams, int16]{
		table: "staff", entity: "Staff", keyColumns: []string{"id"}, absent: -1, order: "id",
		over: func(db pgxkit.Executor) methods[repository.Staff, repository.CreateStaffParams, repository.UpdateStaffParams, int16] {
			return methodsOf(repository.NewStaffRepository(db))
		},
		key: func(s *repository.Staff) int16 { return s.ID }, keyValues: only[int16],
		samples: []sample[repository.Staff, repository.CreateStaffParams]{
			{
				create: repository.CreateStaffParams{
					ID: repository.Set[int16](math.MinInt16), Name: "Boss", Salary: ptr("$92,233,720,368,547,758.07"), HourlyRate: ptr(math.MaxFloat64),
					Badge: []byte{0, 255, '\\', '\''}, Works: repository.Set(micro), HiredOn: repository.Set(day(1999, 12, 31)),
				},
				want: repository.Staff{
					ID: math.MinInt16, Name: "Boss", Salary: ptr("$92,233,720,368,547,758.07"), HourlyRate: ptr(math.MaxFloat64),
					Badge: []byte{0, 255, '\\', '\''}, Works: micro, HiredOn: day(1999, 12, 31),
				},
				stored: columns{
					"id": "-32768", "name": "Boss", "manager_id": null, "salary": "$92,233,720,368,547,758.07",
					"hourly_rate": "1.7976931348623157e+308", "badge": `\x00ff5c27`, "works": "-1 mons +400 days 00:35:47.483647",
					"hired_on": "1999-12-31",
				},
			},
			{
				create: repository.CreateStaffParams{
					ID: repository.Set[int16](0), Name: "", ManagerID: ptr[int16](math.MinInt16), Salary: ptr("$0.00"), HourlyRate: ptr(0.0),
					Badge: []byte{}, HiredOn: repository.Set(day(2026, 1, 1)),
				},
				want: repository.Staff{
					ID: 0, ManagerID: ptr[int16](math.MinInt16), Salary: ptr("$0.00"), HourlyRate: ptr(0.0), Badge: []byte{},
					Works: pgtype.Interval{Microseconds: 40 * 3_600_000_000, Valid: true}, HiredOn: day(2026, 1, 1),
				},
				stored: columns{
					"id": "0", "name": "", "manager_id": "-32768", "salary": "$0.00", "hourly_rate": "0", "badge": `\x`,
					"works": "40:00:00", "hired_on": "2026-01-01",
				},
			},
			{
				create: repository.CreateStaffParams{
					ID: repository.Set[int16](math.MaxInt16), Name: "N", HourlyRate: ptr(math.Inf(-1)), HiredOn: repository.Set(day(2026, 1, 1)),
					Works: repository.Set(pgtype.Interval{Valid: true}), ManagerID: ptr[int16](math.MaxInt16),
				},
				want: repository.Staff{
					ID: math.MaxInt16, Name: "N", ManagerID: ptr[int16](math.MaxInt16), HourlyRate: ptr(math.Inf(-1)),
					Works: pgtype.Interval{Valid: true}, HiredOn: day(2026, 1, 1),
				},
				stored: columns{
					"id": "32767", "name": "N", "manager_id": "32767", "salary": null, "hourly_rate": "-Infinity", "badge": null,
					"works": "00:00:00", "hired_on": "2026-01-01",
				},
			},
		},
		changes: []change[repository.Staff, repository.UpdateStaffParams]{{
			update: repository.UpdateStaffParams{
				Salary: repository.Null[string](), HourlyRate: repository.Null[float64](), Badge: repository.Set[[]byte](nil),
				ManagerID: repository.SetTo[int16](0),
			},
			want: func(s *repository.Staff) {
				s.Salary, s.HourlyRate, s.Badge, s.ManagerID = nil, nil, nil, ptr[int16](0)
			},
			stored: columns{"salary": null, "hourly_rate": null, "badge": null, "manager_id": "0"},
		}, {
			update: repository.UpdateStaffParams{
				Name: repository.Set("B"), ManagerID: repository.Null[int16](), Salary: repository.SetTo("-$1.50"), HourlyRate: repository.SetTo(0.1),
				Badge: repository.Set([]byte("b")), Works: repository.Set(pgtype.Interval{Days: 5, Valid: true}), HiredOn: repository.Set(day(1, 1, 1)),
			},
			want: func(s *repository.Staff) {
				s.Name, s.ManagerID, s.Salary, s.HourlyRate, s.Badge = "B", nil, ptr("-$1.50"), ptr(0.1), []byte("b")
				s.Works, s.HiredOn = pgtype.Interval{Days: 5, Valid: true}, day(1, 1, 1)
			},
			stored: columns{
				"name": "B", "manager_id": null, "salary": "-$1.50", "hourly_rate": "0.1", "badge": `\x62`, "works": "5 days",
				"hired_on": "0001-01-01",
			},
		}},
	}.run(t)

	ctx, repo := t.Context(), repository.NewStaffRepository(db)
	var today time.Time
	scan(t, "SELECT CURRENT_DATE", nil, &today)
	made := must[*repository.Staff](t)(repo.Create(ctx, repository.CreateStaffParams{Name: "by default", ManagerID: ptr[int16](0)}))
	if made.ID != 1 || !made.HiredOn.Equal(today) {
		t.Errorf("the defaults gave %+v on %v", made, today)
	}
	below := must[[]repository.Staff](t)(repo.ListByManagerID(ctx, 0, 10))
	equal(t, "below the manager", below, []repository.Staff{*made})
	changed := must[*repository.Staff](t)(repo.Upsert(ctx, repository.CreateStaffParams{ID: repository.Set(made.ID), Name: "upserted"}))
	if changed.Name != "upserted" || changed.ManagerID != nil || !changed.HiredOn.Equal(today) {
		t.Errorf("upsert made %+v", changed)
	}
	// The reference is checked at the commit, which is the end of the statement here.
	_, err := repo.Create(ctx, repository.CreateStaffParams{Name: "lost", ManagerID: ptr[int16](99)})
	invalid(t, err, "Staff", "create", "manager_id")
}

func TestAuditLog(t *testing.T) {
	empty(t)
	ctx, repo := t.Context(), repository.NewAuditLogRepository(db)
	at := time.Date(2026, 2, 3, 4, 5, 6, 7_000, time.UTC)
	rows := []struct {
		create repository.CreateAuditLogParams
		want   repository.AuditLog
		stored [5]string
	}{{
		create: repository.CreateAuditLogParams{
			At: repository.Set(at), Actor: "ada", Action: "login", Address: ptr(netip.MustParsePrefix("10.1.2.3/8")),
			Detail: json.RawMessage(`{"ok": true}`),
		},
		want: repository.AuditLog{
			At: at, Actor: "ada", Action: "login", Address: ptr(netip.MustParsePrefix("10.1.2.3/8")), Detail: json.RawMessage(`{"ok": true}`),
		},
		stored: [5]string{"2026-02-03 04:05:06.000007+00", "ada", "login", "10.1.2.3/8", `{"ok": true}`},
	}, {
		create: repository.CreateAuditLogParams{At: repository.Set(at.Add(1000))},
		want:   repository.AuditLog{At: at.Add(1000)},
		stored: [5]string{"2026-02-03 04:05:06.000008+00", "", "", null, null},
	}, {
		create: repository.CreateAuditLogParams{At: repository.Set(at.Add(2000)), Address: ptr(netip.MustParsePrefix("::1/128")), Detail: json.RawMessage("null")},
		want:   repository.AuditLog{At: at.Add(2000), Address: ptr(netip.MustParsePrefix("::1/128")), Detail: json.RawMessage("null")},
		stored: [5]string{"2026-02-03 04:05:06.000008+00", "", "", "::1/128", "null"},
	}}
	rows[2].stored[0] = "2026-02-03 04:05:06.000009+00"

	var params []repository.CreateAuditLogParams
	var all []repository.AuditLog
	for _, row := range rows {
		made := must[*repository.AuditLog](t)(repo.Create(ctx, row.create))
		equal(t, "create", *made, row.want)
		var stored [5]string
		scan(t, `SELECT at::text, actor, action, coalesce(address::text, $2), coalesce(detail::text, $2) FROM audit_log WHERE at = $1`,
			[]any{made.At, `none`}, &stored[0], &stored[1], &stored[2], &stored[3], &stored[4])
		for n, want := range row.stored {
			if want == null {
				want = "none"
			}
			equal(t, "column "+columnsOf(t, "audit_log")[n], stored[n], want)
		}
		params, all = append(params, row.create), append(all, row.want)
	}
	equal(t, "create many", must[[]repository.AuditLog](t)(repo.CreateMany(ctx, params)), all)
	equal(t, "count", must[int64](t)(repo.Count(ctx)), int64(6))
	equal(t, "list", len(must[[]repository.AuditLog](t)(repo.List(ctx, 5))), 5)

	_, err := repo.Create(ctx, repository.CreateAuditLogParams{Action: "\x00"})
	var failed *pgxkit.DatabaseError
	if !errors.As(err, &failed) || failed.Entity != "AuditLog" || failed.Operation != "create" {
		t.Errorf("a text that PostgreSQL cannot hold: %v", err)
	}

	before := time.Now().Add(-time.Minute)
	made := must[*repository.AuditLog](t)(repo.Create(ctx, repository.CreateAuditLogParams{Actor: "a", Action: "b"}))
	if made.At.Before(before) {
		t.Errorf("the default clock_timestamp() gave %v", made.At)
	}
}
