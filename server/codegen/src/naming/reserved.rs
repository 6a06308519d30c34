//! Names that generated code needs for itself.

/// Go's key words.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Go's predeclared types, constants and functions.
const PREDECLARED: [&str; 44] = [
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "copy",
    "delete",
    "error",
    "false",
    "float32",
    "float64",
    "imag",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "iota",
    "len",
    "make",
    "max",
    "min",
    "new",
    "nil",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "rune",
    "string",
    "true",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

/// What methods call their own variables.
const LOCALS: [&str; 27] = [
    "args",
    "backward",
    "chunk",
    "ctx",
    "db",
    "err",
    "found",
    "insert",
    "items",
    "key",
    "keys",
    "limit",
    "n",
    "ok",
    "op",
    "page",
    "params",
    "query",
    "r",
    "row",
    "rows",
    "run",
    "s",
    "tag",
    "tx",
    "unchanged",
    "v",
];

/// Whether Go's grammar takes the word for itself.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether Go declares the name in every file.
fn is_predeclared(name: &str) -> bool {
    PREDECLARED.contains(&name)
}

/// Whether a parameter of that name would break the method that has it.
pub(crate) fn is_reserved_local(name: &str) -> bool {
    is_keyword(name) || is_predeclared(name) || LOCALS.contains(&name)
}
