//! Go types that people give columns.

/// As they are written in the configuration, and what they are.
pub(super) const GO_TYPES: &[(&str, &str)] = &[
    ("string", "predeclared"),
    ("bool", "predeclared"),
    ("int", "predeclared"),
    ("int16", "predeclared"),
    ("int32", "predeclared"),
    ("int64", "predeclared"),
    ("float32", "predeclared"),
    ("float64", "predeclared"),
    ("[]byte", "predeclared"),
    ("time.Time", "standard library"),
    ("time.Duration", "standard library"),
    ("encoding/json.RawMessage", "standard library"),
    ("net/netip.Addr", "standard library"),
    ("net/netip.Prefix", "standard library"),
    ("math/big.Int", "standard library"),
    ("github.com/google/uuid.UUID", "google/uuid"),
    ("github.com/gofrs/uuid/v5.UUID", "gofrs/uuid"),
    ("github.com/shopspring/decimal.Decimal", "shopspring/decimal"),
    ("github.com/jackc/pgx/v5/pgtype.Numeric", "pgx"),
    ("github.com/jackc/pgx/v5/pgtype.Interval", "pgx"),
    ("github.com/jackc/pgx/v5/pgtype.UUID", "pgx"),
];
