//! The forms that a text can have.

use super::Choice;
use crate::paths;
use crate::values::{
    GoTypeName, Secret, SortKey, TablePattern, is_exported, is_identifier, nearest_predeclared,
};
use pgwright_problem::Code;

/// A form of a text.
pub struct TextKind {
    /// What a person is told to write.
    pub wanted: &'static str,
    /// A text of this form.
    pub example: &'static str,
    /// A regular expression that every such text matches, for the JSON Schema; only what all
    /// engines know.
    pub pattern: Option<&'static str>,
    /// Whether it is never shown.
    pub secret: bool,
    /// The texts that there are, where they are few.
    pub known: &'static [Choice],
    /// Whether it is right; an error says what is wrong, and perhaps what to do.
    pub check: fn(&str) -> Result<(), Complaint>,
}

/// Why a text is not of a form.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong.
    pub message: String,
    /// Whether `message` is a predicate of the text, such as `is not relative`; else it is a
    /// sentence by itself.
    pub of_text: bool,
    /// What to do instead.
    pub help: Option<String>,
}

impl Complaint {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), of_text: true, help: None }
    }

    /// A complaint whose sentence has its subject.
    pub(crate) fn sentence(message: impl Into<String>) -> Self {
        Self { of_text: false, ..Self::new(message) }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl std::fmt::Debug for TextKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.wanted)
    }
}

const fn kind(
    wanted: &'static str,
    example: &'static str,
    pattern: Option<&'static str>,
    check: fn(&str) -> Result<(), Complaint>,
) -> TextKind {
    TextKind { wanted, example, pattern, secret: false, known: &[], check }
}

pub(super) static REQUIREMENT: TextKind =
    kind("a version requirement such as `\">=0.3\"`", ">=0.3", None, |text| {
        match semver::VersionReq::parse(text) {
            Ok(_) => Ok(()),
            Err(error) => Err(Complaint::new(format!("is no version requirement: {error}"))
                .with_help(
                    "write `\">=0.3\"`, or several with a comma between: `\">=0.3, <0.5\"`",
                )),
        }
    });

pub(super) static DSN: TextKind = TextKind {
    wanted: "a connection string, best as `${DATABASE_URL}`",
    example: "${DATABASE_URL}",
    pattern: None,
    secret: true,
    known: &[],
    check: |text| match Secret::fault(text) {
        Some(fault) => Err(Complaint::new(format!("cannot be used: {fault}"))
            .with_help("write `${NAME}` or `${NAME:-default}`")),
        None => Ok(()),
    },
};

pub(super) static SCHEMA: TextKind = kind("the name of a schema", "billing", None, sql_name);

pub(super) static COLUMN: TextKind = kind("the name of a column", "email", None, sql_name);

pub(super) static TABLE: TextKind = kind(
    "the name of a table, or a glob: `users`, `audit_*`, `billing.invoices`, `*.*`",
    "users",
    None,
    |text| TablePattern::parse(text).map(drop).map_err(Complaint::new),
);

pub(super) static CODE: TextKind = TextKind {
    wanted: "the code of a problem, such as `drift`",
    example: "drift",
    pattern: None,
    secret: false,
    known: &CODES,
    check: |text| {
        let names = CODES.iter().map(|code| code.name);
        if names.clone().any(|name| name == text) {
            return Ok(());
        }
        let complaint = Complaint::new("is the code of no problem");
        Err(match pgwright_problem::nearest(text, names) {
            Some(name) => complaint.with_help(format!("did you mean `{name}`?")),
            None => complaint,
        })
    },
};

static CODES: [Choice; Code::ALL.len()] = {
    let mut codes = [Choice { name: "", doc: "" }; Code::ALL.len()];
    let mut index = 0;
    while index < codes.len() {
        let code = Code::ALL[index];
        codes[index] = Choice { name: code.name(), doc: code.doc() };
        index += 1;
    }
    codes
};

pub(super) static MIGRATIONS: TextKind =
    kind("a folder relative to this file", "db/migrations", None, |text| {
        paths::relative(text).map(drop)
    });

pub(super) static PLACEHOLDER: TextKind =
    kind("the name of a placeholder, such as `prefix`", "prefix", None, not_empty);

pub(super) static FILLING: TextKind = kind("a text", "app", None, |_| Ok(()));

pub(super) static OUTPUT: TextKind =
    kind("a folder inside the project, relative to this file", "internal/store", None, |text| {
        paths::inside(text).map(drop)
    });

pub(super) static GLOB: TextKind =
    kind("a glob such as `seeds/**`", "seeds/**", None, |text| match globset::Glob::new(text) {
        Ok(_) => not_empty(text),
        Err(error) => Err(Complaint::new(format!("is no glob: {}", error.kind()))),
    });

pub(super) static PACKAGE: TextKind =
    kind("the name of a Go package", "store", Some("^[^\\s0-9./-][^\\s./-]*$"), |text| {
        if is_identifier(text) {
            return Ok(());
        }
        let complaint = Complaint::new("is no name of a Go package");
        Err(match paths::package_name(text) {
            Some(name) => complaint.with_help(format!("write `{name}`")),
            None => complaint,
        })
    });

pub(super) static INITIALISM: TextKind =
    kind("an initialism such as `SKU`", "SKU", Some("^[A-Za-z][A-Za-z0-9]*$"), |text| {
        let right = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric());
        if right { Ok(()) } else { Err(Complaint::new("is no initialism: letters and digits")) }
    });

pub(super) static SQL_TYPE: TextKind = kind(
    "a type as PostgreSQL prints it, such as `numeric` or `timestamp with time zone`",
    "numeric",
    None,
    not_empty,
);

pub(super) static COLUMN_PATH: TextKind = kind(
    "a column with its table: `table.column` or `schema.table.column`",
    "public.users.settings",
    Some("^[^.]+\\.[^.]+(\\.[^.]+)?$"),
    |text| {
        let parts: Vec<_> = text.split('.').collect();
        let right = matches!(parts.len(), 2 | 3) && parts.iter().all(|part| !part.is_empty());
        if right {
            return Ok(());
        }
        Err(Complaint::new("does not say which column of which table")
            .with_help("write `table.column` or `schema.table.column`"))
    },
);

pub(super) static GO_TYPE: TextKind = kind(
    "a Go type with its import path, such as `github.com/shopspring/decimal.Decimal`",
    "github.com/shopspring/decimal.Decimal",
    None,
    |text| {
        let Err(fault) = GoTypeName::parse(text) else { return Ok(()) };
        let complaint = Complaint::sentence(fault);
        Err(match nearest_predeclared(text) {
            Some(name) => complaint.with_help(format!("did you mean `{name}`?")),
            None => complaint.with_help(
                "write the import path, a dot and the name: \
                 `github.com/shopspring/decimal.Decimal`, `*net/url.URL`, `[]byte`",
            ),
        })
    },
);

pub(super) static EXPORTED: TextKind = kind(
    "an exported Go name such as `User`",
    "User",
    Some("^[^\\sa-z0-9_./-][^\\s./-]*$"),
    |text| {
        if is_exported(text) {
            return Ok(());
        }
        Err(Complaint::new("is no exported Go name: a capital, then letters, digits and `_`"))
    },
);

pub(super) static ENTITY: TextKind =
    kind("a name such as `User`", "User", None, |text| match text.chars().any(char::is_control) {
        true => Err(Complaint::new("holds a control character")),
        false => not_empty(text),
    });

pub(super) static SORT_KEY: TextKind = kind(
    "a column, with `desc` and `nulls first` or `nulls last` where it is so",
    "created_at desc",
    None,
    |text| SortKey::parse(text).map(drop).map_err(Complaint::new),
);

fn not_empty(text: &str) -> Result<(), Complaint> {
    match text.trim().is_empty() {
        true => Err(Complaint::new("is empty")),
        false => Ok(()),
    }
}

/// A name in a PostgreSQL catalog: at most 63 bytes.
fn sql_name(text: &str) -> Result<(), Complaint> {
    if text.len() > 63 {
        return Err(Complaint::new(format!(
            "has {} bytes; PostgreSQL keeps 63 of a name",
            text.len()
        )));
    }
    not_empty(text)
}
