//! Names in statements that the model does not read: DML, queries, broken and half-typed ones.
//!
//! From the tokens alone: what stands behind the words that name relations is one, with its alias;
//! every other name is a column of one of these, or a type.

use super::Object;
use super::names::Reader;
use crate::model::{ObjectId, Relation};
use crate::statement::{Name, QualifiedName};
use crate::syntax::{Lexical, Token, identifier, tokens};
use pgwright_problem::Span;
use std::sync::Arc;

/// Words behind which a relation is named.
const BEFORE_RELATION: &[&str] = &[
    "from",
    "join",
    "into",
    "update",
    "table",
    "on",
    "only",
    "references",
    "using",
    "truncate",
    "copy",
    "view",
    "index",
    "sequence",
    "of",
    "inherits",
    "like",
];

/// Words that may stand between those and the name.
const BETWEEN: &[&str] = &["if", "not", "exists", "only", "concurrently", "lateral", "table"];

/// Words that end what an alias could stand behind.
const NO_ALIAS: &[&str] = &[
    "where",
    "set",
    "on",
    "using",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "natural",
    "group",
    "order",
    "having",
    "limit",
    "offset",
    "union",
    "intersect",
    "except",
    "values",
    "select",
    "default",
    "returning",
    "for",
    "window",
    "fetch",
    "add",
    "drop",
    "alter",
    "rename",
    "to",
    "as",
    "with",
    "from",
    "references",
    "cascade",
    "restrict",
    "begin",
    "end",
    "overriding",
    "tablesample",
    "when",
    "not",
    "and",
    "or",
    "column",
    "constraint",
    "owner",
    "enable",
    "disable",
    "validate",
    "attach",
    "detach",
    "inherit",
    "no",
    "is",
];

/// A name with what stands before it, parted by dots.
struct Path {
    names: Vec<Name>,
    /// The number of its first token, and the one behind its last.
    from: usize,
    to: usize,
}

/// A relation that the statement names, under the name that its columns are written with.
struct Named {
    alias: Arc<str>,
    relation: Arc<Relation>,
}

impl Reader<'_> {
    /// The names in a part of the text.
    pub fn loose(&mut self, within: Span) {
        let mut tokens = tokens(self.text, within);
        tokens.retain(|token| token.kind != Lexical::Comment);
        let paths = self.paths(&tokens);
        let mut taken = vec![false; paths.len()];
        let relations = self.relations(&tokens, &paths, &mut taken);
        for (path, _) in paths.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            let called = tokens.get(path.to).is_some_and(|token| self.is(token, "("));
            let before = path.from.checked_sub(1).and_then(|before| tokens.get(before));
            match path.names.as_slice() {
                // `value::type`.
                [name] if before.is_some_and(|token| self.is(token, ":")) => {
                    self.type_named(&bare(name), false);
                }
                _ => self.column_or_type(path, &relations, called),
            }
        }
    }

    /// The relations that are named in a part of the text, under the names that their columns are
    /// written with.
    pub fn relations_in(&mut self, within: Span) -> Vec<(Arc<str>, Arc<Relation>)> {
        let mut tokens = tokens(self.text, within);
        tokens.retain(|token| token.kind != Lexical::Comment);
        let paths = self.paths(&tokens);
        let named = self.relations(&tokens, &paths, &mut vec![false; paths.len()]);
        named.into_iter().map(|it| (it.alias, it.relation)).collect()
    }

    fn word(&self, token: &Token) -> &str {
        self.text.get(token.span.range()).unwrap_or_default()
    }

    fn is(&self, token: &Token, word: &str) -> bool {
        self.word(token).eq_ignore_ascii_case(word)
    }

    fn is_any(&self, token: &Token, words: &[&str]) -> bool {
        token.kind != Lexical::Quoted && words.iter().any(|word| self.is(token, word))
    }

    fn paths(&self, tokens: &[Token]) -> Vec<Path> {
        let mut paths = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let from = at;
            let mut names = Vec::new();
            while let Some(token) = tokens.get(at) {
                if !matches!(token.kind, Lexical::Word | Lexical::Quoted) {
                    break;
                }
                names.push(Name { text: identifier(self.word(token)), span: token.span });
                at += 1;
                match tokens.get(at) {
                    Some(dot) if self.word(dot) == "." => at += 1,
                    _ => break,
                }
            }
            if names.is_empty() {
                at += 1;
            } else {
                paths.push(Path { names, from, to: at });
            }
        }
        paths
    }

    /// The relations that are named, which are noted, and their paths, which are `taken`.
    fn relations(&mut self, tokens: &[Token], paths: &[Path], taken: &mut [bool]) -> Vec<Named> {
        let mut found = Vec::new();
        let mut lists = false;
        for (number, path) in paths.iter().enumerate() {
            let mut before = tokens.get(..path.from).unwrap_or_default();
            while let Some((last, rest)) = before.split_last()
                && self.is_any(last, BETWEEN)
                && rest.last().is_some_and(|it| self.is_any(it, BEFORE_RELATION))
            {
                before = rest;
            }
            let introduced = before.last().is_some_and(|it| self.is_any(it, BEFORE_RELATION));
            // `FROM a, b`: a list goes on where its last item ended.
            let listed = lists && before.last().is_some_and(|it| self.word(it) == ",");
            if !introduced && !listed {
                continue;
            }
            lists = false;
            let Some(name) = qualified(path) else { continue };
            let Some(relation) = self.look(false, |it| it.seen_relation(&name).cloned()) else {
                if introduced {
                    let known = self.found.len();
                    self.relation(&name, false);
                    if let (Some(done), true) = (taken.get_mut(number), self.found.len() > known) {
                        *done = true;
                    }
                }
                continue;
            };
            self.relation(&name, false);
            let mut alias = Arc::clone(&name.name.text);
            let mut behind = path.to;
            let as_word = tokens.get(behind).is_some_and(|token| self.is_any(token, &["as"]));
            behind += usize::from(as_word);
            if let Some(token) = tokens.get(behind)
                && matches!(token.kind, Lexical::Word | Lexical::Quoted)
                && !self.is_any(token, NO_ALIAS)
            {
                alias = identifier(self.word(token));
                behind += 1;
                // An alias is no column.
                let own = paths.iter().position(|it| it.from + 1 == behind && it.names.len() == 1);
                if let Some(done) = own.and_then(|own| taken.get_mut(own)) {
                    *done = true;
                }
            }
            lists = tokens.get(behind).is_some_and(|token| self.word(token) == ",");
            found.push(Named { alias, relation });
            if let Some(done) = taken.get_mut(number) {
                *done = true;
            }
        }
        found
    }

    fn column_or_type(&mut self, path: &Path, relations: &[Named], called: bool) {
        match path.names.as_slice() {
            [name] => {
                let mut own = relations.iter().filter_map(|it| column(&it.relation, &name.text));
                match own.next() {
                    Some(found) if !called => self.add(name.span, Some(found), false),
                    _ if called => self.function(&bare(name), false),
                    _ => self.type_named(&bare(name), false),
                }
            }
            [first, second] => {
                let named = relations.iter().find(|it| it.alias == first.text);
                if let Some(named) = named {
                    if let Some(name) = self.written_name(named.relation.id, &first.text) {
                        self.add(first.span, Some(name), false);
                    }
                    self.add(second.span, column(&named.relation, &second.text), false);
                    return;
                }
                let name = QualifiedName { schema: Some(first.clone()), name: second.clone() };
                let known = self.found.len();
                if called {
                    self.function(&name, false);
                } else {
                    self.relation(&name, false);
                }
                // Only the schema was found: it may be a type's.
                if self.found.len() <= known + 1 {
                    self.type_named(&name, false);
                }
            }
            [.., schema, table, name] => {
                let table = QualifiedName { schema: Some(schema.clone()), name: table.clone() };
                self.relation(&table, false);
                self.column(&table, name, false);
            }
            [] => {}
        }
    }

    /// The relation, where `alias` is its own name: another name is none of the schema's.
    fn written_name(&self, id: ObjectId, alias: &str) -> Option<Object> {
        let own = self.look(false, |session| session.model.relation(id).cloned())?;
        (*own.name == *alias).then_some(Object::Relation(id))
    }
}

fn bare(name: &Name) -> QualifiedName {
    QualifiedName { schema: None, name: name.clone() }
}

fn column(relation: &Relation, name: &str) -> Option<Object> {
    Some(Object::Column(relation.id, relation.column_named(name)?.id))
}

/// The last two names of a path.
fn qualified(path: &Path) -> Option<QualifiedName> {
    match path.names.as_slice() {
        [name] => Some(QualifiedName { schema: None, name: name.clone() }),
        [.., schema, name] => {
            Some(QualifiedName { schema: Some(schema.clone()), name: name.clone() })
        }
        [] => None,
    }
}
