//! The file of `connection`: pools with the configured settings, and their end.

use super::shared::{flags, plain_file};
use super::{Body, Failure};
use crate::layout::{Line, align, duration};
use crate::plan::Package;
use pgwright_config::Connection;

/// `connect.go`.
pub(super) fn connect(package: &Package, settings: &Connection) -> Result<Body, Failure> {
    let split = package.features.split;
    let mut view = flags(package.features);
    view.set("package", &package.name);
    view.set("register", !package.registrations.is_empty());
    view.set("fields", fields(split));
    view.set("defaults", defaults(settings));
    view.set("variables", variables(split));
    plain_file("config/pgxkit_config", view)
}

/// The fields of `PoolConfig`.
fn fields(split: bool) -> String {
    let line = |doc: &str, name: &str, go: &str, tag: &str| Line {
        doc: doc.to_owned(),
        cells: [name, go, tag]
            .into_iter()
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    let secret = "`json:\"-\"`";
    let mut lines = vec![line(
        "DSN is where to connect: a URL, or pairs of key=value.",
        "DSN",
        "string",
        secret,
    )];
    if split {
        let doc = "ReadDSN is where reads go. Empty: where writes go, in one pool.";
        lines.push(line(doc, "ReadDSN", "string", secret));
    }
    for (doc, name, go) in [
        ("MaxConns is the most connections of a pool.", "MaxConns", "int32"),
        ("MinConns is the fewest connections of a pool.", "MinConns", "int32"),
        (
            "MaxConnLifetime is the age at which a connection is replaced.",
            "MaxConnLifetime",
            "time.Duration",
        ),
        (
            "MaxConnIdleTime is how long a connection may be idle before it is closed.",
            "MaxConnIdleTime",
            "time.Duration",
        ),
        (
            "HealthCheckPeriod is how often a pool looks at its connections.",
            "HealthCheckPeriod",
            "time.Duration",
        ),
        (
            "ConnectTimeout is the limit for making a connection, and for each ping of Connect.",
            "ConnectTimeout",
            "time.Duration",
        ),
        ("PingRetries is how often Connect asks again for an answer.", "PingRetries", "int"),
        (
            "ShutdownTimeout is how long RunUntilSignal waits for running queries.",
            "ShutdownTimeout",
            "time.Duration",
        ),
    ] {
        lines.push(line(doc, name, go, ""));
    }
    align(&lines).0
}

/// The fields of the default configuration, but for those that are zero.
fn defaults(settings: &Connection) -> String {
    let fields = [
        ("MaxConns:", settings.max_conns.to_string()),
        ("MinConns:", settings.min_conns.to_string()),
        ("MaxConnLifetime:", duration(settings.max_conn_lifetime)),
        ("MaxConnIdleTime:", duration(settings.max_conn_idle_time)),
        ("HealthCheckPeriod:", duration(settings.health_check_period)),
        ("ConnectTimeout:", duration(settings.connect_timeout)),
        ("PingRetries:", settings.ping_retries.to_string()),
        ("ShutdownTimeout:", duration(settings.shutdown_timeout)),
    ];
    fields.iter().map(|(name, value)| format!("\t\t{name:18} {value},\n")).collect()
}

/// The environment's variables, as the doc comment lists them.
fn variables(split: bool) -> String {
    let all = [
        ("DATABASE_URL", "DSN", true),
        ("DATABASE_READ_URL", "ReadDSN", split),
        ("DATABASE_MAX_CONNS", "MaxConns", true),
        ("DATABASE_MIN_CONNS", "MinConns", true),
        ("DATABASE_MAX_CONN_LIFETIME", "MaxConnLifetime, such as 1h30m", true),
        ("DATABASE_MAX_CONN_IDLE_TIME", "MaxConnIdleTime", true),
        ("DATABASE_HEALTH_CHECK_PERIOD", "HealthCheckPeriod", true),
        ("DATABASE_CONNECT_TIMEOUT", "ConnectTimeout", true),
        ("DATABASE_PING_RETRIES", "PingRetries", true),
        ("DATABASE_SHUTDOWN_TIMEOUT", "ShutdownTimeout", true),
    ];
    let lines = all.iter().filter(|(.., on)| *on);
    lines.map(|(name, field, _)| format!("//\t{name:28}  {field}\n")).collect()
}
