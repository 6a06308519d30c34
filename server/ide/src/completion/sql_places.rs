//! What kinds of things can stand behind the words of a half-typed statement.

use super::keywords as words;
use super::sql::Wanted::{
    Columns, Constraints, Functions, Indexes, Keywords, NamedColumns, OwnColumns, Relations,
    Schemas, Sequences, Types,
};
use super::sql::{Path, Place, Wanted};

impl Place<'_> {
    /// What can stand behind these words.
    pub(super) fn wanted(&self, words: &[&str]) -> Vec<Wanted> {
        match words {
            [] => vec![Keywords(words::STATEMENTS)],
            ["create"] => vec![Keywords(words::CREATED)],
            ["alter"] => vec![Keywords(words::ALTERED)],
            ["drop"] => vec![Keywords(words::DROPPED)],
            ["comment", "on"] => vec![Keywords(words::COMMENTED)],
            ["comment"] => vec![Keywords(&["ON"])],
            ["alter", "table", rest @ ..] | ["alter", "foreign", "table", rest @ ..] => {
                self.alter_table(words, words.len() - rest.len())
            }
            ["alter", "type", _, rest @ ..] => self.alter_type(rest),
            ["alter" | "drop" | "comment", ..] => self.object(words),
            ["create", .., "index" | "concurrently"] if words.contains(&"index") => {
                vec![Keywords(&["ON", "IF NOT EXISTS", "CONCURRENTLY"])]
            }
            ["create", "index", ..] | ["create", "unique", "index", ..] => self.index(words),
            ["create", ..] if self.creates_table(words) => self.table_element(words),
            ["create", "type", ..] | ["create", "domain", ..] => self.create_type(words),
            _ => self.query(words),
        }
    }

    fn creates_table(&self, words: &[&str]) -> bool {
        let head = words.get(..4.min(words.len())).unwrap_or_default();
        let as_query = words.contains(&"select") || words.contains(&"with");
        head.contains(&"table") && !as_query
    }

    /// `DROP TABLE …`, `ALTER INDEX …`, `COMMENT ON TABLE …`.
    fn object(&self, words: &[&str]) -> Vec<Wanted> {
        let kinds = [
            "table",
            "view",
            "index",
            "sequence",
            "type",
            "domain",
            "schema",
            "function",
            "procedure",
            "column",
            "constraint",
            "policy",
            "trigger",
        ];
        let Some(at) = words.iter().position(|word| kinds.contains(word)) else {
            return Vec::new();
        };
        let kind = words.get(at).copied().unwrap_or_default();
        let behind = words.get(at + 1..).unwrap_or_default();
        let names = |wanted: Wanted| {
            let mut all = vec![wanted];
            if !words.contains(&"exists") && words.first() != Some(&"comment") {
                all.push(Keywords(&["IF EXISTS"]));
            }
            all
        };
        let begins = matches!(
            behind,
            [] | ["if", "exists"] | ["concurrently"] | ["concurrently", "if", "exists"] | [.., ","]
        );
        if !begins {
            return match (words.first().copied(), kind) {
                (Some("drop"), _) => vec![Keywords(words::DROP_BEHAVIOR)],
                (Some("comment"), "constraint") if behind.last() == Some(&"on") => {
                    vec![Relations(true)]
                }
                (Some("comment"), "constraint") => vec![Keywords(&["ON"])],
                (Some("comment"), _) => vec![Keywords(&["IS"])],
                (Some("alter"), _) if behind.last() == Some(&"schema") => vec![Schemas],
                (Some("alter"), _) => vec![Keywords(&["RENAME TO", "SET SCHEMA", "OWNER TO"])],
                _ => Vec::new(),
            };
        }
        match kind {
            "table" | "column" => names(Relations(kind == "table")),
            "view" => names(Relations(false)),
            "index" => names(Indexes),
            "sequence" => names(Sequences),
            "type" | "domain" => names(Types),
            "schema" => names(Schemas),
            "function" | "procedure" => names(Functions),
            _ => Vec::new(),
        }
    }

    /// `ALTER TABLE …`; the name begins at token `start`.
    fn alter_table(&self, words: &[&str], start: usize) -> Vec<Wanted> {
        let mut at = start;
        while matches!(words.get(at), Some(&("if" | "exists" | "only"))) {
            at += 1;
        }
        if at >= words.len() {
            let mut all = vec![Relations(true)];
            if at == start {
                all.push(Keywords(&["IF EXISTS", "ONLY"]));
            }
            return all;
        }
        let Some((table, behind)) = self.path_at(at) else { return Vec::new() };
        if behind > words.len() {
            return Vec::new();
        }
        let rest = words.get(behind..).unwrap_or_default();
        let rest = rest.strip_prefix(&["*"]).unwrap_or(rest);
        self.action(&table, since_comma(rest))
    }

    /// One action of ALTER TABLE.
    fn action(&self, table: &Path, words: &[&str]) -> Vec<Wanted> {
        let columns = || Columns(table.clone());
        let constraints = || Constraints(table.clone());
        match words {
            [] => vec![Keywords(words::TABLE_ACTIONS)],
            ["add"] => vec![Keywords(words::ADDED)],
            ["add", "column"] => vec![Keywords(&["IF NOT EXISTS"])],
            ["add", "constraint"] => Vec::new(),
            ["add", "constraint", _] => vec![Keywords(words::NAMED_CONSTRAINTS)],
            ["add", "constraint", _, rest @ ..] => self.constraint(rest, columns()),
            ["add", "column", "if", "not", "exists", rest @ ..] | ["add", "column", rest @ ..] => {
                self.column_definition(rest, columns())
            }
            ["add", "primary" | "foreign" | "unique" | "check" | "exclude", ..] => {
                self.constraint(words.get(1..).unwrap_or_default(), columns())
            }
            ["add", rest @ ..] => self.column_definition(rest, columns()),
            ["drop"] => vec![columns(), Keywords(&["COLUMN", "CONSTRAINT", "IF EXISTS"])],
            ["drop", "constraint"] => vec![constraints(), Keywords(&["IF EXISTS"])],
            ["drop", "constraint", "if", "exists"] => vec![constraints()],
            ["drop", "column"] => vec![columns(), Keywords(&["IF EXISTS"])],
            ["drop", "column", "if", "exists"] | ["drop", "if", "exists"] => vec![columns()],
            ["drop", .., "if"] => vec![Keywords(&["EXISTS"])],
            ["drop", ..] => vec![Keywords(words::DROP_BEHAVIOR)],
            ["alter"] => vec![columns(), Keywords(&["COLUMN", "CONSTRAINT"])],
            ["alter", "column"] => vec![columns()],
            ["alter", "constraint"] | ["validate", "constraint"] => vec![constraints()],
            ["validate"] => vec![Keywords(&["CONSTRAINT"])],
            ["alter", "column", _, rest @ ..] | ["alter", _, rest @ ..] => match rest {
                [] => vec![Keywords(words::COLUMN_ACTIONS)],
                [.., "type"] => vec![Types],
                ["set"] => vec![Keywords(&["DEFAULT", "NOT NULL", "DATA TYPE", "STATISTICS"])],
                ["drop"] => vec![Keywords(&["DEFAULT", "NOT NULL", "IDENTITY", "EXPRESSION"])],
                ["set", "default", ..] => vec![Functions, Keywords(&["NULL", "TRUE", "FALSE"])],
                [.., "using"] => vec![columns(), Functions],
                [.., "type", _] => vec![Keywords(&["USING", "COLLATE"])],
                _ => vec![columns(), Functions],
            },
            ["rename"] => vec![Keywords(&["COLUMN", "TO", "CONSTRAINT"]), columns()],
            ["rename", "column"] => vec![columns()],
            ["rename", "constraint"] => vec![constraints()],
            ["rename", .., "to"] => Vec::new(),
            ["rename", ..] => vec![Keywords(&["TO"])],
            ["set"] => vec![Keywords(&["SCHEMA"])],
            ["set", "schema"] => vec![Schemas],
            ["owner"] => vec![Keywords(&["TO"])],
            ["attach" | "detach"] => vec![Keywords(&["PARTITION"])],
            ["attach" | "detach", "partition"] | ["inherit"] | ["no", "inherit"] => {
                vec![Relations(true)]
            }
            ["attach", "partition", _] => vec![Keywords(&["FOR VALUES", "DEFAULT"])],
            _ => Vec::new(),
        }
    }

    fn alter_type(&self, words: &[&str]) -> Vec<Wanted> {
        let words = match words {
            [".", _, rest @ ..] => rest,
            _ => words,
        };
        match words {
            [] => vec![Keywords(words::TYPE_ACTIONS)],
            ["add"] => vec![Keywords(&["VALUE", "ATTRIBUTE"])],
            ["add", "value"] => vec![Keywords(&["IF NOT EXISTS"])],
            ["add", "value", .., "''"] => vec![Keywords(&["BEFORE", "AFTER"])],
            ["rename"] => vec![Keywords(&["VALUE", "TO", "ATTRIBUTE"])],
            ["rename", "value", "''"] => vec![Keywords(&["TO"])],
            ["add", "attribute", _] => vec![Types],
            ["set", "schema"] => vec![Schemas],
            _ => Vec::new(),
        }
    }

    /// A column's definition from its name on.
    fn column_definition(&self, words: &[&str], columns: Wanted) -> Vec<Wanted> {
        match words {
            [] => Vec::new(),
            [_] => vec![Types],
            [_, rest @ ..] => self.constraint(rest, columns),
        }
    }

    /// Behind a column's type, or in a table's constraint. `columns`: those of the table.
    fn constraint(&self, words: &[&str], columns: Wanted) -> Vec<Wanted> {
        let depth: i32 = words.iter().map(|word| opens(word)).sum();
        if depth > 0 {
            let open = last_open(words);
            let before = words.get(..open).unwrap_or_default();
            return match before {
                // `REFERENCES table (`.
                [.., "references", _] | [.., "references", _, ".", _] => {
                    let at = self.before.len() - (words.len() - open);
                    self.path_before(at).map(|(path, _)| Columns(path)).into_iter().collect()
                }
                [.., "key" | "unique" | "include" | "distinct"] => vec![columns],
                [.., "check" | "as"] => {
                    vec![columns, Functions, Keywords(&["NOT", "IS NULL", "AND", "OR", "IN"])]
                }
                // `varchar(`.
                _ if depth == 1 && !before.contains(&"check") => Vec::new(),
                _ => vec![columns, Functions],
            };
        }
        match words {
            [.., "references"] => vec![Relations(true)],
            [.., "references", _] => vec![Keywords(words::AFTER_REFERENCES)],
            [.., "on", "delete" | "update"] => {
                vec![Keywords(&["CASCADE", "SET NULL", "RESTRICT", "SET DEFAULT", "NO ACTION"])]
            }
            [.., "default"] => vec![Functions, Keywords(&["now()", "TRUE", "FALSE", "NULL"])],
            [.., "primary" | "foreign"] => vec![Keywords(&["KEY"])],
            [.., "not"] => vec![Keywords(&["NULL", "VALID", "DEFERRABLE"])],
            [.., "constraint"] => Vec::new(),
            [.., "collate"] => Vec::new(),
            [.., ")"] if words.contains(&"foreign") && !words.contains(&"references") => {
                vec![Keywords(&["REFERENCES"])]
            }
            [.., ")"] if words.contains(&"references") => vec![Keywords(words::AFTER_REFERENCES)],
            _ => vec![Keywords(words::COLUMN_CONSTRAINTS)],
        }
    }

    /// Within the parentheses of CREATE TABLE.
    fn table_element(&self, words: &[&str]) -> Vec<Wanted> {
        let Some(open) = words.iter().position(|word| *word == "(") else {
            return match words {
                [.., "table"] => vec![Keywords(&["IF NOT EXISTS"])],
                [.., "of"] => vec![Relations(true), Types],
                [.., "if"] => vec![Keywords(&["NOT EXISTS"])],
                [.., "exists"] => Vec::new(),
                _ => vec![Keywords(&["AS", "PARTITION OF", "OF"])],
            };
        };
        let inside = words.get(open + 1..).unwrap_or_default();
        let depth: i32 = inside.iter().map(|word| opens(word)).sum();
        if depth < 0 {
            return match words {
                [.., "inherits", "("] | [.., "of"] => vec![Relations(true)],
                [.., "("] => vec![OwnColumns],
                _ => vec![Keywords(&["PARTITION BY", "INHERITS", "WITH", "TABLESPACE"])],
            };
        }
        match since_comma(inside) {
            [] => vec![Keywords(words::TABLE_CONSTRAINTS)],
            ["like"] => vec![Relations(false)],
            ["constraint", _] => vec![Keywords(words::NAMED_CONSTRAINTS)],
            ["constraint", _, rest @ ..] => self.constraint(rest, OwnColumns),
            rest @ ["primary" | "foreign" | "unique" | "check" | "exclude", ..] => {
                self.constraint(rest, OwnColumns)
            }
            rest => self.column_definition(rest, OwnColumns),
        }
    }

    fn index(&self, words: &[&str]) -> Vec<Wanted> {
        let Some(on) = words.iter().position(|word| *word == "on") else {
            return vec![Keywords(&["ON"])];
        };
        let behind = words.get(on + 1..).unwrap_or_default();
        match behind {
            [] | ["only"] => return vec![Relations(true)],
            [.., "using"] => return vec![Keywords(words::INDEX_METHODS)],
            _ => {}
        }
        let start = if behind.first() == Some(&"only") { on + 2 } else { on + 1 };
        let Some((table, _)) = self.path_at(start) else { return Vec::new() };
        let depth: i32 = behind.iter().map(|word| opens(word)).sum();
        match (depth > 0, behind.contains(&"where"), behind.last()) {
            (true, ..) | (_, true, _) => vec![Columns(table), Functions],
            (false, _, Some(&")")) => vec![Keywords(&["WHERE", "INCLUDE", "WITH"])],
            _ => vec![Keywords(&["USING"])],
        }
    }

    fn create_type(&self, words: &[&str]) -> Vec<Wanted> {
        match words {
            ["create", "type", _] => vec![Keywords(&["AS ENUM", "AS RANGE", "AS"])],
            ["create", "type", _, "as"] => vec![Keywords(&["ENUM", "RANGE"])],
            ["create", "domain", _] => vec![Keywords(&["AS"])],
            ["create", "domain", _, "as"] => vec![Types],
            ["create", "domain", _, "as", ..] => {
                vec![Keywords(&["NOT NULL", "CHECK", "DEFAULT", "CONSTRAINT"])]
            }
            ["create", "type", _, "as", "(", rest @ ..] => match since_comma(rest) {
                [_] => vec![Types],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Queries and all other statements.
    fn query(&self, words: &[&str]) -> Vec<Wanted> {
        match words {
            [.., ":", ":"] | [.., "::"] => vec![Types],
            [
                ..,
                "from" | "join" | "into" | "update" | "truncate" | "only" | "table" | "lateral",
            ]
            | [.., "using"] => vec![Relations(false)],
            ["grant" | "revoke", .., "on"] => vec![Relations(false)],
            ["create", .., "on"] if !words.contains(&"select") => vec![Relations(true)],
            ["insert"] => vec![Keywords(&["INTO"])],
            ["delete"] => vec![Keywords(&["FROM"])],
            ["insert", "into", ..]
                if words.iter().filter(|it| **it == "(").count() == 1 && !words.contains(&")") =>
            {
                self.path_at(2).map(|(path, _)| Columns(path)).into_iter().collect()
            }
            ["update", _, "set"] | ["update", _, ".", _, "set"] => {
                self.path_at(1).map(|(path, _)| Columns(path)).into_iter().collect()
            }
            ["create", "schema" | "extension" | "role" | "function" | "procedure", ..] => {
                Vec::new()
            }
            ["set" | "begin" | "commit" | "do", ..] => Vec::new(),
            _ => vec![NamedColumns, Functions, Keywords(words::QUERY)],
        }
    }
}

pub(super) fn opens(word: &str) -> i32 {
    match word {
        "(" | "[" => 1,
        ")" | "]" => -1,
        _ => 0,
    }
}

/// The words behind the last comma that stands in no parentheses of theirs.
fn since_comma<'w>(words: &'w [&'w str]) -> &'w [&'w str] {
    let mut depth = 0;
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        depth += opens(word);
        if depth == 0 && *word == "," {
            from = at + 1;
        }
    }
    words.get(from..).unwrap_or_default()
}

/// The place of the last parenthesis that is still open.
fn last_open(words: &[&str]) -> usize {
    let mut open = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match opens(word) {
            1 => open.push(at),
            -1 => drop(open.pop()),
            _ => {}
        }
    }
    open.last().copied().unwrap_or(0)
}
