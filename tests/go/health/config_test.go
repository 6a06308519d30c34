package health

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"example.com/bookshop/cluster"
	"example.com/bookshop/plain"
	"example.com/bookshop/split"
)

func TestNoDSNIsEverPrinted(t *testing.T) {
	const secret = "s3cr3t"
	for _, dsn := range []string{
		"postgres://u:" + secret + "@h:notaport/db",
		"postgres://u:" + secret + "/x@h/db",
		"postgres://u:a#" + secret + "@h:x/db",
		"postgres://u:%zz" + secret + "@h/db",
		"host=h password=" + secret + " x port",
		"host=h password='" + secret,
		`host=h password='a\'` + secret + `' port=x`,
		"host=h password=" + secret + ` sslmode=nonsense`,
		"host=h password=" + secret + " pool_max_conns=many",
		"postgres://u:" + secret + "@h/db?pool_max_conns=many",
		secret,
	} {
		cfg := plain.DefaultPoolConfig()
		cfg.DSN = dsn
		_, err := plain.Connect(background, cfg)
		if err == nil || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "PoolConfig.DSN") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	cfg := split.DefaultPoolConfig()
	cfg.DSN, cfg.ReadDSN = "postgres://u:"+secret+"@h/db", "postgres://u:"+secret+"@h2/db"
	marshalled, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(cfg), fmt.Sprintf("%+v %#v %v", cfg, cfg, &cfg), string(marshalled)} {
		if strings.Contains(text, secret) || !strings.Contains(text, "MaxConns") {
			t.Errorf("it prints as %s", text)
		}
	}
}

func TestValidateNamesTheField(t *testing.T) {
	valid := split.DefaultPoolConfig()
	valid.DSN = "postgres://h/db"
	if err := valid.Validate(); err != nil {
		t.Error(err)
	}
	for field, change := range map[string]func(*split.PoolConfig){
		"DSN":               func(c *split.PoolConfig) { c.DSN = "" },
		"ReadDSN":           func(c *split.PoolConfig) { c.ReadDSN = "nonsense" },
		"MaxConns":          func(c *split.PoolConfig) { c.MaxConns = -1 },
		"MinConns":          func(c *split.PoolConfig) { c.MinConns = c.MaxConns + 1 },
		"MaxConnLifetime":   func(c *split.PoolConfig) { c.MaxConnLifetime = -1 },
		"MaxConnIdleTime":   func(c *split.PoolConfig) { c.MaxConnIdleTime = -1 },
		"HealthCheckPeriod": func(c *split.PoolConfig) { c.HealthCheckPeriod = -1 },
		"ConnectTimeout":    func(c *split.PoolConfig) { c.ConnectTimeout = -1 },
		"PingRetries":       func(c *split.PoolConfig) { c.PingRetries = -1 },
		"ShutdownTimeout":   func(c *split.PoolConfig) { c.ShutdownTimeout = -1 },
	} {
		cfg := valid
		change(&cfg)
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "PoolConfig."+field+" ") {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := split.Connect(background, cfg); err == nil {
			t.Errorf("%s: connected", field)
		}
	}
	low := valid
	low.DSN, low.MinConns = "host=h pool_max_conns=2", 3
	if err := low.Validate(); err == nil || !strings.Contains(err.Error(), "pool_min_conns (3)") {
		t.Errorf("fewest above most: %v", err)
	}
}

// environment sets the variables, and no others.
func environment(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "DATABASE_") || strings.HasPrefix(name, "POSTGRES_") || strings.HasPrefix(name, "PG") {
			t.Setenv(name, "")
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
}

func TestPoolConfigFromEnv(t *testing.T) {
	environment(t, map[string]string{
		"DATABASE_URL": "postgres://w/db", "DATABASE_READ_URL": "postgres://r/db", "DATABASE_MAX_CONNS": "21", "DATABASE_MIN_CONNS": "4",
		"DATABASE_MAX_CONN_LIFETIME": "2h", "DATABASE_MAX_CONN_IDLE_TIME": "90s", "DATABASE_HEALTH_CHECK_PERIOD": "7s",
		"DATABASE_CONNECT_TIMEOUT": "1500ms", "DATABASE_PING_RETRIES": "9", "DATABASE_SHUTDOWN_TIMEOUT": "11s",
	})
	want := split.PoolConfig{
		DSN: "postgres://w/db", ReadDSN: "postgres://r/db", MaxConns: 21, MinConns: 4, MaxConnLifetime: 2 * time.Hour, MaxConnIdleTime: 90 * time.Second,
		HealthCheckPeriod: 7 * time.Second, ConnectTimeout: 1500 * time.Millisecond, PingRetries: 9, ShutdownTimeout: 11 * time.Second,
	}
	if got, err := split.PoolConfigFromEnv(); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	environment(t, map[string]string{"DATABASE_URL": "postgres://w/db"})
	want = split.DefaultPoolConfig()
	want.DSN = "postgres://w/db"
	if got, err := split.PoolConfigFromEnv(); err != nil || got != want {
		t.Errorf("without further variables: %+v, %v", got, err)
	}
	for name, value := range map[string]string{
		"DATABASE_MAX_CONNS": "many", "DATABASE_MIN_CONNS": "99999999999", "DATABASE_CONNECT_TIMEOUT": "5", "DATABASE_PING_RETRIES": "1.5",
		"DATABASE_MAX_CONN_LIFETIME": "x", "DATABASE_MAX_CONN_IDLE_TIME": "x", "DATABASE_HEALTH_CHECK_PERIOD": "x", "DATABASE_SHUTDOWN_TIMEOUT": "x",
	} {
		environment(t, map[string]string{"DATABASE_URL": "postgres://w/db", name: value})
		if _, err := split.PoolConfigFromEnv(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	environment(t, nil)
	if _, err := split.PoolConfigFromEnv(); err == nil || !strings.Contains(err.Error(), "DATABASE_URL") {
		t.Errorf("without a database: %v", err)
	}
}

func TestPgxkitsVariables(t *testing.T) {
	c := cluster.Open(t)
	dsn, err := url.Parse(c.Primary.DSN)
	if err != nil {
		t.Fatal(err)
	}
	c.Primary.Exec(`DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odd') THEN CREATE ROLE odd LOGIN; END IF; END $$;
		ALTER ROLE odd PASSWORD E'p@ss /#''\\ word'`)
	variables := map[string]string{
		"POSTGRES_HOST": dsn.Hostname(), "POSTGRES_PORT": dsn.Port(), "POSTGRES_USER": "odd",
		"POSTGRES_PASSWORD": `p@ss /#'\ word`, "POSTGRES_DB": dsn.Path[1:], "POSTGRES_SSLMODE": "disable",
	}
	environment(t, variables)
	cfg, err := plain.PoolConfigFromEnv()
	if err != nil {
		t.Fatal(err)
	}
	db, err := plain.Connect(background, cfg)
	if err != nil {
		t.Fatal(err)
	}
	var user string
	if err := db.QueryRow(background, "SELECT current_user").Scan(&user); err != nil || user != "odd" {
		t.Errorf("user %s, %v", user, err)
	}
	if err := plain.ShutdownWithin(db, time.Second); err != nil {
		t.Error(err)
	}
	variables["POSTGRES_PORT"] = "x"
	environment(t, variables)
	if _, err := plain.PoolConfigFromEnv(); err == nil {
		t.Error("a port that is none is passed over")
	}
}

// DSNs, with what a pool then has: each parameter once, and its own before ours.
func TestParametersOfDSNs(t *testing.T) {
	c := cluster.Open(t)
	address, err := url.Parse(c.Primary.DSN)
	if err != nil {
		t.Fatal(err)
	}
	pairs := fmt.Sprintf("host=%s port=%s user=postgres dbname='%s'", address.Hostname(), address.Port(), address.Path[1:])
	for _, test := range []struct {
		dsn     string
		conns   int32
		timeout time.Duration
		name    string
	}{
		{c.Primary.DSN, 3, 3 * time.Second, ""},
		{c.Primary.DSN + "?", 3, 3 * time.Second, ""},
		{c.Primary.DSN + "?application_name=a&", 3, 3 * time.Second, "a"},
		{c.Primary.DSN + "?application_name=pool_max_conns%3D5", 3, 3 * time.Second, "pool_max_conns=5"},
		{c.Primary.DSN + "?pool_max_conns=5&connect_timeout=9", 5, 9 * time.Second, ""},
		{c.Primary.DSN + "?application_name=a#fragment?x", 3, 3 * time.Second, "a"},
		{strings.Replace(c.Primary.DSN, "postgres://", "postgresql://", 1), 3, 3 * time.Second, ""},
		{pairs, 3, 3 * time.Second, ""},
		{pairs + " pool_max_conns=6 connect_timeout = 8", 6, 8 * time.Second, ""},
		{pairs + ` application_name='it\'s pool_max_conns=4 connect_timeout=1'`, 3, 3 * time.Second, "it's pool_max_conns=4 connect_timeout=1"},
		{"  " + pairs + " application_name = x ", 3, 3 * time.Second, "x"},
	} {
		db := connectPlain(t, test.dsn)
		got := db.WritePool().Config()
		name := got.ConnConfig.RuntimeParams["application_name"]
		if got.MaxConns != test.conns || got.ConnConfig.ConnectTimeout != test.timeout || name != test.name {
			t.Errorf("%s: %d connections, %v, %q", test.dsn, got.MaxConns, got.ConnConfig.ConnectTimeout, name)
		}
		text := got.ConnString()
		for _, parameter := range []string{"pool_max_conns=", "connect_timeout"} {
			if n := strings.Count(text, parameter) - strings.Count(test.name, parameter); n > 1 {
				t.Errorf("%s stands %d times in %s", parameter, n, text)
			}
		}
	}
}
