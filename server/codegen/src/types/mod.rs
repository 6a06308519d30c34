//! Go types of columns: how a value is scanned, passed, and written down in a cursor.

mod registration;
mod resolve;
mod table;

pub(crate) use registration::{Codec, Registration, registrations};
pub(crate) use resolve::{Resolver, Unmapped};

/// A Go type in one role: of a field, or of a value that is never NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GoType {
    /// As Go writes it: `*time.Time`.
    pub text: String,
    /// The type underneath (without the pointer) that pgx is given instead.
    underlying: Option<&'static str>,
    /// Whether it is a pointer to the value.
    pointer: bool,
}

impl GoType {
    /// Where a column is scanned to that is kept in `place`.
    pub(crate) fn scan(&self, place: &str) -> String {
        match self.underlying {
            Some(underlying) if !self.pointer => format!("(*{underlying})(&{place})"),
            _ => format!("&{place}"),
        }
    }

    /// `value` as an argument of a statement.
    pub(crate) fn argument(&self, value: &str) -> String {
        match self.underlying {
            Some(underlying) if self.pointer => format!("(*{underlying})({value})"),
            Some(underlying) => format!("{underlying}({value})"),
            None => value.to_owned(),
        }
    }
}

/// A column's type in Go, and what SQL has to say for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnType {
    /// As a field of the row.
    pub field: GoType,
    /// As a value that is not NULL: a parameter, or part of a key.
    pub value: GoType,
    /// Whether the field can hold NULL.
    pub nullable: bool,
    /// What stands behind the column's name where it is read: empty or `::text[]`.
    pub read_cast: String,
    /// What stands behind the placeholder where it is written or compared: empty or `::text`.
    pub write_cast: String,
    /// What stands behind the placeholder of a list of such values, for `unnest`; `None` where
    /// no list of them can be sent.
    pub list_cast: Option<String>,
    /// How a value becomes text for a cursor; `None` where the type has no order.
    pub text: Option<Text>,
}

/// Where a field keeps NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NullForm {
    /// Nowhere: the column is NOT NULL.
    Never,
    /// A nil pointer.
    Pointer,
    /// A `sql.Null` that is not valid.
    SqlNull,
    /// A nil slice.
    Slice,
    /// A type of pgtype that is not valid, in place of the value's own type.
    Pgtype,
    /// The value's own type holds it.
    Own,
}

impl ColumnType {
    /// Where the field keeps NULL.
    pub(crate) fn null_form(&self) -> NullForm {
        let text = self.field.text.as_str();
        if !self.nullable {
            NullForm::Never
        } else if text.starts_with('*') {
            NullForm::Pointer
        } else if text.starts_with("sql.Null[") {
            NullForm::SqlNull
        } else if text.starts_with("[]") || matches!(text, "json.RawMessage" | "net.HardwareAddr") {
            NullForm::Slice
        } else if self.field.text == self.value.text {
            NullForm::Own
        } else {
            NullForm::Pgtype
        }
    }
}

impl ColumnType {
    /// Whether the field has a place for NULL, also where the column is NOT NULL.
    pub(crate) fn holds_null(&self) -> bool {
        let text = self.field.text.as_str();
        self.null_form() != NullForm::Never
            || ["*", "[]", "map[", "pgtype.", "sql.Null"].iter().any(|own| text.starts_with(own))
            || matches!(text, "json.RawMessage" | "net.HardwareAddr" | "any")
    }
}

/// How a Go value becomes the text that PostgreSQL reads as the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Text {
    /// It is a string.
    String,
    /// It converts to a string.
    Conversion,
    /// It has a method `String`.
    Stringer,
    /// A signed integer, or one of at most 32 bits.
    Integer,
    /// An unsigned integer of 64 bits.
    Unsigned,
    /// A `bool`.
    Bool,
    /// A `float32`.
    Float32,
    /// A `float64`.
    Float64,
    /// A slice of bytes.
    Bytes,
    /// A day in a `time.Time`.
    Date,
    /// A clock's and a calendar's reading in a `time.Time`.
    Timestamp,
    /// A moment in a `time.Time`.
    Moment,
    /// A `driver.Valuer` that gives a string.
    Valuer,
    /// A type named in the configuration.
    Any,
}
