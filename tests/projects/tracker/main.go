// Tracker serves the users of the database over HTTP.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"strconv"

	"example.com/tracker/internal/repository"
	"github.com/nhalm/pgxkit/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func main() {
	if err := run(context.Background(), ":8080"); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address string) error {
	cfg, err := repository.PoolConfigFromEnv() // DATABASE_URL, DATABASE_READ_URL
	if err != nil {
		return err
	}
	db, err := repository.Connect(ctx, cfg)
	if err != nil {
		return err
	}
	return repository.RunUntilSignal(ctx, db, func(ctx context.Context) error {
		metrics, err := repository.NewPrometheusRecorder(prometheus.DefaultRegisterer)
		if err != nil {
			return err
		}
		prometheus.MustRegister(repository.NewPrometheusPoolCollector(db))
		handle := repository.WithMetrics(repository.WithRetry(db, nil), metrics)
		users := repository.NewUsersRepository(handle) // reads go to the read side

		mux := http.NewServeMux()
		mux.Handle("/", repository.HealthHandler(db)) // /livez and /readyz
		mux.Handle("GET /metrics", promhttp.Handler())
		mux.HandleFunc("GET /users/{id}", func(w http.ResponseWriter, r *http.Request) {
			getUser(w, r, users)
		})
		return serve(ctx, &http.Server{Addr: address, Handler: mux})
	})
}

func getUser(w http.ResponseWriter, r *http.Request, users *repository.UsersRepository) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.Error(w, "no such user", http.StatusNotFound)
		return
	}
	user, err := users.GetByID(r.Context(), id)
	var notFound *pgxkit.NotFoundError
	switch {
	case errors.As(err, &notFound):
		http.Error(w, "no such user", http.StatusNotFound)
	case err != nil:
		log.Print(err)
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	default:
		_ = json.NewEncoder(w).Encode(user)
	}
}

// serve answers requests until ctx ends, and comes back when the last one is
// answered: only then may the database close.
func serve(ctx context.Context, server *http.Server) error {
	done := make(chan error, 1)
	context.AfterFunc(ctx, func() { done <- server.Shutdown(context.Background()) })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}
