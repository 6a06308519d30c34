//! Values that are chosen from a few names.

/// A name that can be chosen, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// As it is written.
    pub name: &'static str,
    /// What it means, as Markdown.
    pub doc: &'static str,
}

macro_rules! choices {
    ($(#[doc = $head:literal])* $type:ident { $($(#[doc = $doc:literal])* $variant:ident = $name:literal,)* }) => {
        $(#[doc = $head])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[doc = $doc])* $variant,)* }

        impl $type {
            /// All of them, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Their names and what they mean, in the order of [`Self::ALL`].
            pub const CHOICES: &[Choice] =
                &[$(Choice { name: $name, doc: concat!($($doc),*).trim_ascii() },)*];

            /// The name as it is written in `pgwright.yaml`.
            pub const fn name(self) -> &'static str {
                Self::CHOICES[self as usize].name
            }

            /// The one with that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

choices! {
    /// What a read does when the replica is down.
    OnReplicaDown {
        /// The read fails.
        Fail = "fail",
        /// The read goes to the primary.
        Primary = "primary",
    }
}

choices! {
    /// A recorder of metrics.
    Exporter {
        /// Counters and histograms of the Prometheus client.
        Prometheus = "prometheus",
        /// Instruments of an OpenTelemetry meter.
        Opentelemetry = "opentelemetry",
        /// Variables of the standard library's `expvar`.
        Expvar = "expvar",
    }
}

choices! {
    /// Which tool's rules of names, order and markers the migrations follow.
    MigrationFormat {
        /// SQL files in the order of the numbers in their names.
        Plain = "plain",
        /// `1_name.up.sql`, `1_name.down.sql`.
        GolangMigrate = "golang-migrate",
        /// `-- +goose Up`, `-- +goose Down`.
        Goose = "goose",
        /// `-- migrate:up`, `-- migrate:down`.
        Dbmate = "dbmate",
        /// `---- create above / drop below ----`.
        Tern = "tern",
        /// `V1__name.sql`, `R__name.sql`.
        Flyway = "flyway",
        /// `1_name.up.sql`, `1_name.down.sql`, or `1_name.sql`.
        Sqlx = "sqlx",
        /// Versioned files with an `atlas.sum`.
        Atlas = "atlas",
        /// `-- +migrate Up`, `-- +migrate Down`.
        SqlMigrate = "sql-migrate",
        /// `1_name/up.sql`, `1_name/down.sql`.
        Diesel = "diesel",
        /// `1_name/migration.sql`.
        Prisma = "prisma",
        /// `V1__name.sql`, `U1__name.sql`.
        Refinery = "refinery",
        /// SQL files with `--changeset`.
        Liquibase = "liquibase",
    }
}

choices! {
    /// A struct tag with the column's name, in snake case.
    Tag {
        /// `json:"created_at"`.
        Json = "json",
        /// `db:"created_at"`.
        Db = "db",
    }
}

choices! {
    /// How a table's struct is named.
    StructNaming {
        /// As the table: `users` gives `Users`.
        Table = "table",
        /// In the singular: `users` gives `User`.
        Singular = "singular",
    }
}

choices! {
    /// How a column that can be NULL stands in Go.
    Nullable {
        /// A pointer: `*string`.
        Pointer = "pointer",
        /// The standard library's: `sql.Null[string]`.
        Sql = "sql",
        /// pgx's own: `pgtype.Text`.
        Pgtype = "pgtype",
    }
}

choices! {
    /// A method, or a family of them, that can be switched off.
    Function {
        /// `Create`.
        Create = "create",
        /// `Get` by the primary key.
        Get = "get",
        /// `Get` of several primary keys in one query, in the order asked.
        GetMany = "get_many",
        /// `Get` by the primary key with a row lock, inside a transaction.
        GetForUpdate = "get_for_update",
        /// `Update` of what was given.
        Update = "update",
        /// `Delete` by the primary key.
        Delete = "delete",
        /// `List`.
        List = "list",
        /// `ListPaginated`, forward and backward by a cursor.
        Paginate = "paginate",
        /// `Count`.
        Count = "count",
        /// `Exists` by the primary key.
        Exists = "exists",
        /// `GetBy…` for every unique key.
        FindByUnique = "find_by_unique",
        /// `ListBy…` for every foreign key.
        ListByForeignKey = "list_by_foreign_key",
        /// `CreateMany`.
        CreateMany = "create_many",
        /// `Upsert` on the primary key, and `UpsertBy…` for every unique key.
        Upsert = "upsert",
    }
}

/// Which methods are generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Functions(u16);

impl Functions {
    /// Every method.
    pub const fn all() -> Self {
        Self((1 << Function::ALL.len()) - 1)
    }

    /// No method.
    pub const fn none() -> Self {
        Self(0)
    }

    /// Whether `function` is among them.
    pub const fn has(self, function: Function) -> bool {
        self.0 & (1 << function as u16) != 0
    }

    /// These and `function`.
    #[must_use]
    pub const fn with(self, function: Function) -> Self {
        Self(self.0 | (1 << function as u16))
    }
}

impl Default for Functions {
    fn default() -> Self {
        Self::all()
    }
}

impl FromIterator<Function> for Functions {
    fn from_iter<T: IntoIterator<Item = Function>>(iter: T) -> Self {
        iter.into_iter().fold(Self::none(), Self::with)
    }
}
