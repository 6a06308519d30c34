// Command bookshop lists the books of the shop and books copies into the warehouse.
//
//	bookshop books [-after CURSOR] [-limit N]
//	bookshop restock LOCATION ISBN QUANTITY
//
// DATABASE_URL names a database that the migrations have made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/nhalm/pgxkit/v2"

	"example.com/bookshop/internal/repository"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bookshop:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: bookshop books [-after CURSOR] [-limit N] | bookshop restock LOCATION ISBN QUANTITY")

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	db := pgxkit.NewDB()
	register := pgxkit.WithOnConnect(func(conn *pgx.Conn) error { return repository.RegisterTypes(ctx, conn) })
	if err := db.Connect(ctx, os.Getenv("DATABASE_URL"), register); err != nil {
		return err
	}
	defer func() { _ = db.Shutdown(context.WithoutCancel(ctx)) }()

	switch command, rest := args[0], args[1:]; command {
	case "books":
		return books(ctx, db, rest, out)
	case "restock":
		return restock(ctx, db, rest, out)
	default:
		return errUsage
	}
}

// books prints a page of the books by title, and the cursor of the next one.
func books(ctx context.Context, db *pgxkit.DB, args []string, out io.Writer) error {
	var params repository.PageParams
	flags := flag.NewFlagSet("books", flag.ContinueOnError)
	flags.StringVar(&params.After, "after", "", "the cursor that the page before ended with")
	flags.IntVar(&params.Limit, "limit", 0, "how many books to print")
	if err := flags.Parse(args); err != nil {
		return err
	}
	page, err := repository.NewBookRepository(db).ListPaginated(ctx, params)
	if err != nil {
		return err
	}
	for _, book := range page.Items {
		price, err := book.Price.Value()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s  %-40s  %s  %v\n", book.ISBN, book.Title, book.Format, price)
	}
	if page.Next != "" {
		fmt.Fprintln(out, "next:", page.Next)
	}
	return nil
}

// restock books copies of a book into a location, and keeps the movement with the stock.
func restock(ctx context.Context, db *pgxkit.DB, args []string, out io.Writer) error {
	if len(args) != 3 {
		return errUsage
	}
	location, isbn := args[0], args[1]
	quantity, err := strconv.ParseInt(args[2], 10, 32)
	if err != nil || quantity <= 0 {
		return fmt.Errorf("a quantity is a whole number above zero, not %q", args[2])
	}
	var stock *repository.WarehouseStock
	err = repository.InTx(ctx, db, func(tx *pgxkit.Tx) error {
		book, err := repository.NewBookRepository(tx).GetByISBN(ctx, isbn)
		if err != nil {
			return err
		}
		stock, err = addStock(ctx, repository.NewWarehouseStockRepository(tx), location, book.ID, int32(quantity))
		if err != nil {
			return err
		}
		_, err = repository.NewWarehouseMovementRepository(tx).Create(ctx, repository.CreateWarehouseMovementParams{
			LocationCode: location,
			BookID:       book.ID,
			Kind:         repository.WarehouseMovementKindIn,
			Quantity:     int32(quantity),
		})
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d copies\n", location, stock.Quantity)
	return nil
}

func addStock(ctx context.Context, stocks *repository.WarehouseStockRepository, location string, book int64, quantity int32) (*repository.WarehouseStock, error) {
	stock, err := stocks.GetByIDForUpdate(ctx, location, book)
	var missing *pgxkit.NotFoundError
	if errors.As(err, &missing) {
		return stocks.Create(ctx, repository.CreateWarehouseStockParams{
			LocationCode: location, BookID: book, Quantity: repository.Set(quantity),
		})
	}
	if err != nil {
		return nil, err
	}
	return stocks.Update(ctx, location, book, repository.UpdateWarehouseStockParams{
		Quantity: repository.Set(stock.Quantity + quantity),
	})
}
