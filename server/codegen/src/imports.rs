//! Import declarations: what a file needs, in gofmt's order, and names for packages that the
//! configuration names.

use crate::go;
use pgwright_config::{Config, GoTypeName};
use std::collections::{BTreeMap, BTreeSet};

/// Packages that generated code uses by itself, by the name that it uses.
const PACKAGES: &[(&str, &str)] = &[
    ("atomic", "sync/atomic"),
    ("base64", "encoding/base64"),
    ("binary", "encoding/binary"),
    ("bytes", "bytes"),
    ("cmp", "cmp"),
    ("context", "context"),
    ("crc32", "hash/crc32"),
    ("driver", "database/sql/driver"),
    ("encoding", "encoding"),
    ("errors", "errors"),
    ("fmt", "fmt"),
    ("hex", "encoding/hex"),
    ("http", "net/http"),
    ("httptest", "net/http/httptest"),
    ("io", "io"),
    ("json", "encoding/json"),
    ("maps", "maps"),
    ("net", "net"),
    ("netip", "net/netip"),
    ("os", "os"),
    ("pgconn", "github.com/jackc/pgx/v5/pgconn"),
    ("pgtype", "github.com/jackc/pgx/v5/pgtype"),
    ("pgx", "github.com/jackc/pgx/v5"),
    ("pgxkit", "github.com/nhalm/pgxkit/v2"),
    ("pgxpool", "github.com/jackc/pgx/v5/pgxpool"),
    ("rand", "math/rand/v2"),
    ("reflect", "reflect"),
    ("runtime", "runtime"),
    ("signal", "os/signal"),
    ("slices", "slices"),
    ("sql", "database/sql"),
    ("strconv", "strconv"),
    ("strings", "strings"),
    ("sync", "sync"),
    ("syscall", "syscall"),
    ("testing", "testing"),
    ("time", "time"),
    ("uuid", "github.com/google/uuid"),
    ("weak", "weak"),
];

/// The import declaration of a file's code, as gofmt prints it with an empty line behind: the
/// standard library first. Empty without imports.
pub(crate) fn declaration(words: &[go::Word<'_>], packages: &Packages) -> String {
    let mut imports: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    for name in packages_in(words) {
        if let Some(path) = package_path(name) {
            imports.insert((path, None));
        } else if let Some((path, _)) = packages.names.iter().find(|(_, other)| *other == name) {
            // Without an alias Go takes the package's own name, which usually is the last part.
            let usual = path.rsplit('/').next() == Some(name) || is_versioned(path, name);
            imports.insert((path, (!usual).then_some(name)));
        }
    }
    let line = |(path, alias): &(&str, Option<&str>)| match alias {
        Some(alias) => format!("{alias} \"{path}\""),
        None => format!("\"{path}\""),
    };
    let (standard, others): (Vec<_>, Vec<_>) = imports
        .iter()
        .partition(|(path, _)| !path.split('/').next().is_some_and(|first| first.contains('.')));
    match (standard.as_slice(), others.as_slice()) {
        ([], []) => String::new(),
        ([one], []) | ([], [one]) => format!("import {}\n\n", line(one)),
        (standard, others) => {
            let group = |imports: &[(&str, Option<&str>)]| {
                imports.iter().map(|import| format!("\t{}\n", line(import))).collect::<String>()
            };
            let between = if standard.is_empty() || others.is_empty() { "" } else { "\n" };
            format!("import (\n{}{between}{})\n\n", group(standard), group(others))
        }
    }
}

/// What stands before a dot in code, and may be a package.
fn packages_in<'c>(words: &[go::Word<'c>]) -> Vec<&'c str> {
    // Few different ones, each many times: most are the same as one that was met just before.
    let mut met: [&str; 64] = [""; 64];
    let mut found: Vec<&str> = Vec::new();
    let mut after_dot = None;
    for three in words.windows(3) {
        // Three dots are no selector.
        if three[1].text != "." || three[2].text == "." {
            continue;
        }
        let word = three[0];
        // What stands behind a dot itself is a field or a method.
        if after_dot != Some(word.start) {
            let bytes = word.text.as_bytes();
            let ends = bytes.first().zip(bytes.last());
            let place = ends.map_or(0, |(first, last)| first ^ last.rotate_left(2)) as usize;
            let place = &mut met[(place + bytes.len()) % 64];
            if *place != word.text {
                *place = word.text;
                if !found.contains(&word.text) {
                    found.push(word.text);
                }
            }
        }
        after_dot = Some(word.start + word.text.len() + 1);
    }
    found
}

/// Whether generated code calls a package so by itself.
pub(crate) fn is_own_package(name: &str) -> bool {
    package_path(name).is_some()
}

fn package_path(name: &str) -> Option<&'static str> {
    PACKAGES.binary_search_by_key(&name, |(name, _)| name).ok().map(|at| PACKAGES[at].1)
}

/// What the packages of the configuration's Go types are called in generated code: each by the
/// same name in every file.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    names: BTreeMap<String, String>,
}

impl Packages {
    /// Names every package in `types.overrides` and in the columns of tables. `taken`: what else
    /// is declared in the generated packages.
    pub(crate) fn new(config: &Config, taken: &dyn Fn(&str) -> bool) -> Self {
        let overrides = config.types.overrides.iter().map(|entry| &entry.go);
        let columns = config.tables.iter().flat_map(|table| &table.columns);
        let paths: BTreeSet<&str> = overrides
            .chain(columns.filter_map(|column| column.go.as_ref()))
            .filter_map(|go| go.import.as_deref())
            .collect();
        let mut packages = Self::default();
        for path in paths {
            if let Some((name, _)) = PACKAGES.iter().find(|(_, ours)| *ours == path) {
                packages.names.insert(path.to_owned(), (*name).to_owned());
                continue;
            }
            let wanted = usual_name(path);
            let free = |name: &str| {
                package_path(name).is_none()
                    && !taken(name)
                    && !packages.names.values().any(|other| other == name)
            };
            let numbered = (2..).map(|number| format!("{wanted}{number}"));
            let name = [wanted.clone()].into_iter().chain(numbered).find(|name| free(name));
            packages.names.insert(path.to_owned(), name.unwrap_or(wanted));
        }
        packages
    }

    /// Whether a package is called so.
    pub(crate) fn is_package(&self, name: &str) -> bool {
        self.names.values().any(|other| other == name)
    }

    /// A Go type of the configuration as generated code writes it.
    pub(crate) fn spell(&self, go: &GoTypeName) -> String {
        let Some(path) = &go.import else {
            return format!("{}{}", go.prefix, go.name);
        };
        let name = self.names.get(path).cloned().unwrap_or_else(|| usual_name(path));
        format!("{}{name}.{}", go.prefix, go.name)
    }
}

/// Whether the path ends in the package's name and a version, `…/pgx/v5`.
fn is_versioned(path: &str, name: &str) -> bool {
    let mut parts = path.rsplit('/');
    let version = parts.next().unwrap_or_default();
    is_version(version) && parts.next() == Some(name)
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// What a package at `path` is called most probably, as an identifier.
fn usual_name(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let mut last = parts.next().unwrap_or_default();
    if is_version(last)
        && let Some(before) = parts.next()
    {
        last = before;
    }
    let last = last.split_once(".v").map_or(last, |(name, _)| name);
    let name: String = last
        .trim_start_matches("go-")
        .trim_end_matches("-go")
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name } else { format!("pkg{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn packages_are_found_in_code_and_grouped() {
        assert!(PACKAGES.is_sorted());
        let packages = Packages {
            names: [("example.com/go-money", "money"), ("github.com/shop/decimal", "decimal")]
                .map(|(path, name)| (path.to_owned(), name.to_owned()))
                .into(),
        };
        let code = "// time.Time in a comment\nfunc (r *R) F(ctx context.Context, id uuid.UUID) \
                    (money.Money, decimal.Decimal, pgtype.Range[pgtype.Date]) { r.time.X `sql.` \"net.\" }";
        expect![[r#"
            import (
            	"context"

            	money "example.com/go-money"
            	"github.com/google/uuid"
            	"github.com/jackc/pgx/v5/pgtype"
            	"github.com/shop/decimal"
            )

        "#]]
        .assert_eq(&declaration(&go::words(code), &packages));
        assert_eq!(declaration(&go::words("errors.New"), &packages), "import \"errors\"\n\n");
        assert_eq!(declaration(&go::words("x"), &packages), "");
    }

    #[test]
    fn packages_of_the_configuration_have_names() {
        for (path, name) in [
            ("github.com/shopspring/decimal", "decimal"),
            ("github.com/pgvector/pgvector-go", "pgvector"),
            ("github.com/jackc/pgx/v5", "pgx"),
            ("gopkg.in/yaml.v3", "yaml"),
            ("example.com/9", "pkg9"),
            ("example.com/my_types", "mytypes"),
        ] {
            assert_eq!(usual_name(path), name, "{path}");
        }
    }
}
