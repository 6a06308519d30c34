// Atlas runs the migrations of a folder as atlas's own library does: atlas DIR DSN.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	_ "github.com/jackc/pgx/v5/stdlib"
)

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run with a DSN runs the folder; without one it writes the folder's sum.
func run(ctx context.Context, folder string, dsn []string) error {
	dir, err := migrate.NewLocalDir(folder)
	if err != nil {
		return err
	}
	if len(dsn) == 0 {
		sum, err := dir.Checksum()
		if err != nil {
			return err
		}
		return migrate.WriteSumFile(dir, sum)
	}
	if err := migrate.Validate(dir); err != nil {
		return err
	}
	db, err := sql.Open("pgx", dsn[0])
	if err != nil {
		return err
	}
	defer db.Close()
	driver, err := postgres.Open(db)
	if err != nil {
		return err
	}
	executor, err := migrate.NewExecutor(driver, dir, migrate.NopRevisionReadWriter{})
	if err != nil {
		return err
	}
	return executor.ExecuteN(ctx, 0)
}
