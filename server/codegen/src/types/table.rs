//! The Go type of every type of PostgreSQL: the one place that says so.
//!
//! The rule for each: a value makes the way to Go and back unchanged, with pgx v5 of every
//! release that pgxkit v2 allows. Where pgx has no codec, or one only in newer releases, the
//! value travels as text.

use super::Text;
use Array::{AsText, Slice};
use Null::{Own, Pointer};

/// How a built-in type, or one that an extension brings, stands in Go.
pub(super) struct Row {
    /// The name in `pg_catalog`, or of the extension's type.
    pub(super) name: &'static str,
    /// The Go type of a value.
    pub(super) go: &'static str,
    /// What the Go type is underneath, where pgx is faster with that or knows only that.
    pub(super) underlying: Option<&'static str>,
    /// The type of pgtype with a `Valid`, where it differs from `go`.
    pub(super) pgtype: Option<&'static str>,
    /// Where NULL goes.
    pub(super) null: Null,
    /// What an array of it is.
    pub(super) array: Array,
    /// Whether it has to be read as text, since pgx would ask for the binary format.
    pub(super) read_as_text: bool,
    /// How a value becomes the text that PostgreSQL reads; `None` where the type has no order
    /// (no operator class of btree).
    pub(super) text: Option<Text>,
}

/// Where NULL goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Null {
    /// The Go type has no value for it.
    Pointer,
    /// The Go type has one: nil, or `Valid` false.
    Own,
}

/// What an array is in Go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Array {
    /// A slice of the elements' type; pgx knows the array type.
    Slice,
    /// A slice of strings, each the element as PostgreSQL prints it; pgx does not know the array
    /// type, so it travels as `text[]`.
    AsText,
}

const fn row(name: &'static str, go: &'static str, null: Null, array: Array) -> Row {
    Row { name, go, underlying: None, pgtype: None, null, array, read_as_text: false, text: None }
}

impl Row {
    const fn over(mut self, underlying: &'static str) -> Self {
        self.underlying = Some(underlying);
        self
    }

    const fn or(mut self, pgtype: &'static str) -> Self {
        self.pgtype = Some(pgtype);
        self
    }

    const fn sorts(mut self, text: Text) -> Self {
        self.text = Some(text);
        self
    }

    const fn read_as_text(mut self) -> Self {
        self.read_as_text = true;
        self
    }
}

/// A type that travels as text in a Go string.
const fn text(name: &'static str) -> Row {
    row(name, "string", Pointer, AsText).or("pgtype.Text")
}

/// A type of pgtype that holds NULL itself.
const fn own(name: &'static str, go: &'static str, array: Array) -> Row {
    row(name, go, Own, array)
}

/// The types of `pg_catalog`, in the order of names.
pub(super) static BUILTIN: &[Row] = &[
    text("aclitem").sliced(),
    own("bit", "pgtype.Bits", Slice).sorts(Text::Valuer),
    row("bool", "bool", Pointer, Slice).or("pgtype.Bool").sorts(Text::Bool),
    own("box", "pgtype.Box", Slice),
    row("bpchar", "string", Pointer, Slice).or("pgtype.Text").sorts(Text::String),
    row("bytea", "[]byte", Own, Slice).sorts(Text::Bytes),
    text("char").read_as_text().sorts(Text::String),
    row("cid", "uint32", Pointer, Slice).or("pgtype.Uint32"),
    row("cidr", "netip.Prefix", Pointer, Slice).sorts(Text::Stringer),
    own("circle", "pgtype.Circle", Slice),
    row("date", "time.Time", Pointer, Slice).or("pgtype.Date").sorts(Text::Date),
    own("datemultirange", "pgtype.Multirange[pgtype.Range[pgtype.Date]]", AsText),
    own("daterange", "pgtype.Range[pgtype.Date]", Slice),
    row("float4", "float32", Pointer, Slice).or("pgtype.Float4").sorts(Text::Float32),
    row("float8", "float64", Pointer, Slice).or("pgtype.Float8").sorts(Text::Float64),
    row("inet", "netip.Prefix", Pointer, Slice).sorts(Text::Stringer),
    row("int2", "int16", Pointer, Slice).or("pgtype.Int2").sorts(Text::Integer),
    text("int2vector"),
    row("int4", "int32", Pointer, Slice).or("pgtype.Int4").sorts(Text::Integer),
    own("int4multirange", "pgtype.Multirange[pgtype.Range[pgtype.Int4]]", AsText),
    own("int4range", "pgtype.Range[pgtype.Int4]", Slice),
    row("int8", "int64", Pointer, Slice).or("pgtype.Int8").sorts(Text::Integer),
    own("int8multirange", "pgtype.Multirange[pgtype.Range[pgtype.Int8]]", AsText),
    own("int8range", "pgtype.Range[pgtype.Int8]", Slice),
    own("interval", "pgtype.Interval", Slice).sorts(Text::Valuer),
    row("json", "json.RawMessage", Own, Slice).over("[]byte"),
    row("jsonb", "json.RawMessage", Own, Slice).over("[]byte").sorts(Text::Conversion),
    text("jsonpath").sliced(),
    own("line", "pgtype.Line", Slice),
    own("lseg", "pgtype.Lseg", Slice),
    row("macaddr", "net.HardwareAddr", Own, Slice).sorts(Text::Stringer),
    row("macaddr8", "net.HardwareAddr", Own, AsText).sorts(Text::Stringer),
    text("money").sorts(Text::String),
    row("name", "string", Pointer, Slice).or("pgtype.Text").sorts(Text::String),
    own("numeric", "pgtype.Numeric", Slice).sorts(Text::Valuer),
    own("nummultirange", "pgtype.Multirange[pgtype.Range[pgtype.Numeric]]", AsText),
    own("numrange", "pgtype.Range[pgtype.Numeric]", Slice),
    row("oid", "uint32", Pointer, Slice).or("pgtype.Uint32").sorts(Text::Integer),
    text("oidvector").sorts(Text::String),
    own("path", "pgtype.Path", Slice),
    text("pg_lsn").sorts(Text::String),
    text("pg_snapshot"),
    own("point", "pgtype.Point", Slice),
    own("polygon", "pgtype.Polygon", Slice),
    text("refcursor"),
    text("regclass").sorts(Text::String),
    text("regcollation").sorts(Text::String),
    text("regconfig").sorts(Text::String),
    text("regdictionary").sorts(Text::String),
    text("regnamespace").sorts(Text::String),
    text("regoper").sorts(Text::String),
    text("regoperator").sorts(Text::String),
    text("regproc").sorts(Text::String),
    text("regprocedure").sorts(Text::String),
    text("regrole").sorts(Text::String),
    text("regtype").sorts(Text::String),
    row("text", "string", Pointer, Slice).or("pgtype.Text").sorts(Text::String),
    own("tid", "pgtype.TID", Slice).sorts(Text::Valuer),
    own("time", "pgtype.Time", Slice).sorts(Text::Valuer),
    row("timestamp", "time.Time", Pointer, Slice).or("pgtype.Timestamp").sorts(Text::Timestamp),
    row("timestamptz", "time.Time", Pointer, Slice).or("pgtype.Timestamptz").sorts(Text::Moment),
    text("timetz").sorts(Text::String),
    own("tsmultirange", "pgtype.Multirange[pgtype.Range[pgtype.Timestamp]]", AsText),
    text("tsquery").sorts(Text::String),
    own("tsrange", "pgtype.Range[pgtype.Timestamp]", Slice),
    own("tstzmultirange", "pgtype.Multirange[pgtype.Range[pgtype.Timestamptz]]", AsText),
    own("tstzrange", "pgtype.Range[pgtype.Timestamptz]", Slice),
    // pgx knows it from 5.10 on, in binary and without a way into a string.
    text("tsvector").read_as_text().sorts(Text::String),
    text("txid_snapshot"),
    row("uuid", "uuid.UUID", Pointer, Slice)
        .over("[16]byte")
        .or("pgtype.UUID")
        .sorts(Text::Stringer),
    own("varbit", "pgtype.Bits", Slice).sorts(Text::Valuer),
    row("varchar", "string", Pointer, Slice).or("pgtype.Text").sorts(Text::String),
    row("xid", "uint32", Pointer, Slice).or("pgtype.Uint32"),
    row("xid8", "uint64", Pointer, Slice).or("pgtype.Uint64").sorts(Text::Unsigned),
    text("xml").read_as_text(),
];

/// Types that extensions bring, in the order of names.
pub(super) static OF_EXTENSIONS: &[Row] = &[
    text("citext").sorts(Text::String),
    text("cube").sorts(Text::String),
    text("ean13").sorts(Text::String),
    own("hstore", "pgtype.Hstore", AsText),
    text("isbn").sorts(Text::String),
    text("isbn13").sorts(Text::String),
    text("ismn").sorts(Text::String),
    text("ismn13").sorts(Text::String),
    text("issn").sorts(Text::String),
    text("issn13").sorts(Text::String),
    text("lquery"),
    text("ltree").sorts(Text::String),
    text("ltxtquery"),
    text("seg").sorts(Text::String),
    text("upc").sorts(Text::String),
];

/// Go types that are usual for types that have none in the tables, to propose in a problem.
pub(super) static PROPOSALS: &[(&str, &str)] = &[
    ("geography", "github.com/twpayne/go-geom/encoding/ewkb.Point"),
    ("geometry", "github.com/twpayne/go-geom/encoding/ewkb.Point"),
    ("halfvec", "github.com/pgvector/pgvector-go.HalfVector"),
    ("sparsevec", "github.com/pgvector/pgvector-go.SparseVector"),
    ("vector", "github.com/pgvector/pgvector-go.Vector"),
];

impl Row {
    /// pgx knows the array type, though the elements are text.
    const fn sliced(mut self) -> Self {
        self.array = Slice;
        self
    }
}

/// The row of a name.
pub(super) fn find(table: &'static [Row], name: &str) -> Option<&'static Row> {
    table.binary_search_by_key(&name, |row| row.name).ok().map(|at| &table[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        assert!(BUILTIN.is_sorted_by_key(|row| row.name));
        assert!(OF_EXTENSIONS.is_sorted_by_key(|row| row.name));
        assert!(PROPOSALS.is_sorted());
    }
}
