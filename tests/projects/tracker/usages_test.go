package main

//lint:file-ignore SA4006 What the README shows is the calls.

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"example.com/tracker/internal/repository"
	"github.com/nhalm/pgxkit/v2"
)

// The bodies of these functions are those of the README.

func overview(ctx context.Context, dsn string) error {
	db := pgxkit.NewDB()
	if err := db.Connect(ctx, dsn); err != nil {
		return err
	}
	users := repository.NewUsersRepository(db) // or a *pgxkit.Tx

	user, err := users.Create(ctx, repository.CreateUsersParams{Email: "ada@example.com"})
	user, err = users.GetByID(ctx, user.ID)
	user, err = users.Update(ctx, user.ID, repository.UpdateUsersParams{
		Name: repository.Set("Ada"), // what is not set stays
	})
	page, err := users.ListPaginated(ctx, repository.PageParams{Limit: 20})
	if err != nil {
		return err
	}
	if user.Name != "Ada" || len(page.Items) == 0 {
		return errors.New("the update shows nowhere")
	}
	return db.Shutdown(ctx)
}

func retries(ctx context.Context, db *pgxkit.DB, id int64, params repository.CreateUsersParams) error {
	users := repository.NewUsersRepository(db)
	user, err := users.GetByIDWithRetry(ctx, id)
	user, err = users.WithRetry(&repository.RetryConfig{MaxRetries: 5}).Create(ctx, params)
	if errors.Is(err, repository.ErrOutcomeUnknown) {
		slog.Warn("the connection was lost: the row may be there or not", "email", params.Email)
	}
	if err == nil && user.Email != params.Email {
		return errors.New("another user")
	}
	return err
}

func handle(ctx context.Context, db *pgxkit.DB, id int64) error {
	retried := repository.WithRetry(db, &repository.RetryConfig{MaxRetries: 3})
	users := repository.NewUsersRepository(retried) // every method is retried
	tasks := repository.NewTasksRepository(retried)
	if _, err := tasks.ListByOwnerID(ctx, id, 10); err != nil {
		return err
	}
	_, err := users.GetByID(ctx, id)
	return err
}

func health(ctx context.Context, db *pgxkit.DB) error {
	users := repository.NewUsersRepository(db)
	if err := users.HealthCheck(ctx); err != nil {
		return err
	}
	stats := users.GetConnectionStats() // *pgxpool.Stat
	slog.Info("pool", "in use", stats.AcquiredConns(), "of", stats.MaxConns())
	return repository.VerifySchema(ctx, db) // does the database have what the code was generated for?
}

func transaction(ctx context.Context, db *pgxkit.DB, email string) error {
	err := repository.InTx(ctx, db, func(tx *pgxkit.Tx) error {
		user, err := repository.NewUsersRepository(tx).Create(ctx, repository.CreateUsersParams{Email: email})
		if err != nil {
			return err
		}
		_, err = repository.NewTasksRepository(tx).Create(ctx, repository.CreateTasksParams{OwnerID: user.ID, Title: "Say hello"})
		return err
	})
	return err
}

func twoSides(ctx context.Context, replica, primary *pgxkit.DB, email string) error {
	users := repository.NewUsersRepositoryWithReadWrite(replica, primary)
	created, err := users.Create(ctx, repository.CreateUsersParams{Email: email})
	if err != nil {
		return err
	}
	same, err := users.Primary().GetByID(ctx, created.ID)
	if err == nil && same.Email != email {
		return errors.New("another user")
	}
	return err
}

func measures(ctx context.Context, db *pgxkit.DB, id int64) error {
	log := repository.RecorderFunc(func(table, operation string, d time.Duration) {
		slog.Info("query", "table", table, "operation", operation, "duration", d)
	})
	users := repository.NewUsersRepository(repository.WithMetrics(db, log))
	_, err := users.GetByID(ctx, id)
	return err
}

func TestUsages(t *testing.T) {
	ctx := context.Background()
	dsn := os.Getenv("DATABASE_URL")
	if err := overview(ctx, dsn); err != nil {
		t.Fatal("overview:", err)
	}
	cfg, err := repository.PoolConfigFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	cfg.ReadDSN = ""
	db, err := repository.Connect(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := repository.ShutdownWithin(db, time.Second); err != nil {
			t.Error(err)
		}
	})
	ada, err := repository.NewUsersRepository(db).GetByEmail(ctx, "ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	for name, usage := range map[string]func() error{
		"retries": func() error {
			return retries(ctx, db, ada.ID, repository.CreateUsersParams{Email: "barbara@example.com"})
		},
		"handle":      func() error { return handle(ctx, db, ada.ID) },
		"health":      func() error { return health(ctx, db) },
		"transaction": func() error { return transaction(ctx, db, "grace@example.com") },
		"two sides":   func() error { return twoSides(ctx, db, db, "joan@example.com") },
		"measures":    func() error { return measures(ctx, db, ada.ID) },
	} {
		if err := usage(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
