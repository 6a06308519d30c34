//! Every problem code, in one table.

use crate::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $severity:ident;)*) => {
        /// What kind of problem it is. Its name is what `problems` in `pgwright.yaml` sets the
        /// severity of, and what editors show.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name as people write and read it.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What it means, as Markdown.
            pub const fn doc(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// Its page, as Markdown: what it means, why it matters, an example that can be run, and
            /// how to mend it. The docs and editors show this very text.
            pub const fn page(self) -> &'static str {
                match self {
                    $(Code::$variant => include_str!(concat!("../pages/", $name, ".md")),)*
                }
            }

            /// The severity when the configuration says nothing else.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    // Migrations.
    /// The text is not SQL as PostgreSQL reads it.
    SqlSyntax = "sql-syntax", Error;
    /// The file is not UTF-8.
    SqlEncoding = "sql-encoding", Error;
    /// The statement may change the schema, and pgwright does not know how.
    SqlUnknown = "sql-unknown", Warning;
    /// The statement names an object that is not there at this point of the history.
    SqlMissing = "sql-missing", Error;
    /// The statement makes an object whose name is taken.
    SqlDuplicate = "sql-duplicate", Error;
    /// The statement would be refused by PostgreSQL for another reason.
    SqlRefused = "sql-refused", Error;
    /// The effect of the statement cannot be known from its text.
    SqlUndecided = "sql-undecided", Warning;
    /// Two migration files have one number.
    MigrationNumber = "migration-number", Error;
    /// The name of the file is not one that the migration tool would run.
    MigrationName = "migration-name", Warning;
    /// The migration tool does not take the file's text.
    MigrationText = "migration-text", Error;
    /// PostgreSQL takes the statement in no transaction, and the migration tool sends it in one.
    MigrationTransaction = "migration-transaction", Error;
    /// `atlas.sum` is not the sum of the migrations.
    MigrationSum = "migration-sum", Warning;
    /// No migration was found where the configuration says they are.
    MigrationNone = "migration-none", Error;
    /// Git's last commit has the migration with another text: databases may have run that one.
    MigrationReleased = "migration-released", Warning;
    // Configuration.
    /// The text is not YAML.
    ConfigSyntax = "config-syntax", Error;
    /// The key is not one that pgwright knows.
    ConfigUnknownKey = "config-unknown-key", Error;
    /// The key stands twice.
    ConfigDuplicateKey = "config-duplicate-key", Error;
    /// The value has the wrong type or makes no sense.
    ConfigValue = "config-value", Error;
    /// The name or glob matches no table or column.
    ConfigNoMatch = "config-no-match", Warning;
    /// Two configuration files stand side by side, or none is there.
    ConfigFile = "config-file", Error;
    // Generation.
    /// A column's type has no Go type.
    TypeUnmapped = "type-unmapped", Error;
    /// Two things would have one name in Go.
    NameCollision = "name-collision", Error;
    /// A Go file of yours does not go together with the generated ones beside it.
    GoClash = "go-clash", Error;
    /// A sort key cannot page.
    PaginationKey = "pagination-key", Error;
    /// A sort has no index that matches.
    PaginationIndex = "pagination-index", Warning;
    /// No row is known that a table takes, so that its generated tests write none.
    TestRow = "test-row", Warning;
    // Drift.
    /// The generated file is not what the schema and the configuration say.
    Drift = "drift", Error;
    /// A file that should be there is not.
    DriftMissing = "drift-missing", Error;
    /// A generated file belongs to nothing any more.
    DriftOrphan = "drift-orphan", Error;
    /// A generated file was edited by a person.
    DriftEdited = "drift-edited", Error;
    /// A file without pgwright's header stands where a generated one belongs.
    DriftForeign = "drift-foreign", Error;
    /// A generated file has conflict markers in it.
    DriftConflict = "drift-conflict", Error;
    /// A file could not be read or written.
    File = "file", Error;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
