//! What can stand at a place in a migration: the tokens before it in its statement say what kind
//! of thing, the model at that point of the history says which.

use super::{Completion, Item};
use crate::Snapshot;
use crate::names::beside;
use pgwright_problem::{Span, TextFile};
use pgwright_schema::replay::Scope;
use pgwright_schema::{Lexical, Token, identifier, statement_at, tokens};
use std::sync::Arc;

/// What kinds of things can stand at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// Tables and views; `true`: tables alone.
    Relations(bool),
    Types,
    Indexes,
    Sequences,
    Schemas,
    Functions,
    /// The columns of the relation of that name.
    Columns(Path),
    /// The columns of all relations that the statement names.
    NamedColumns,
    /// The columns that the statement itself defines.
    OwnColumns,
    /// The constraints of the relation of that name.
    Constraints(Path),
    /// The labels of the enum of that name.
    Labels(Path),
    Keywords(&'static [&'static str]),
}

/// A name with the schema before it, where one is written.
pub(super) type Path = (Option<Arc<str>>, Arc<str>);

impl Snapshot {
    /// What can stand at `offset` in the migration that is that step.
    pub(super) fn complete_sql(
        &self,
        step: usize,
        text: &Arc<str>,
        offset: u32,
    ) -> Option<Completion> {
        let up = self.up(step)?;
        // Behind it stands what undoes it, which is read as it is there then.
        let (statement, scope) = match statement_at(text, up, offset) {
            Some(statement) => (statement, self.replay.scope(step, statement.start)),
            None if up.iter().any(|part| part.touches(offset)) => return None,
            None => {
                let beside = beside(up, text.len() as u32);
                let model = self.replay.model_behind(step + 1);
                (statement_at(text, &beside, offset)?, Scope::of(model))
            }
        };
        complete(text, statement, offset, scope)
    }

    /// What can stand at `offset` in SQL that does not go up.
    pub(super) fn complete_other_sql(&self, file: &TextFile, offset: u32) -> Option<Completion> {
        let text = &file.text;
        let whole = [Span::new(0, text.len() as u32)];
        let statement = statement_at(text, &whole, offset)?;
        complete(text, statement, offset, Scope::of(self.model_for(&file.path)))
    }
}

fn complete(text: &str, statement: Span, offset: u32, scope: Scope) -> Option<Completion> {
    let place = Place::new(text, statement, offset, scope)?;
    let items = place.items();
    Some(Completion { span: place.span, items })
}

/// A place in a statement.
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    pub(super) statement: Span,
    pub(super) scope: Scope,
    /// The word that is replaced.
    span: Span,
    /// The tokens before it, without comments.
    pub(super) before: Vec<Token>,
    /// Whether the place is within a string.
    in_text: bool,
}

impl<'a> Place<'a> {
    /// `None` within comments and numbers.
    fn new(text: &'a str, statement: Span, offset: u32, scope: Scope) -> Option<Self> {
        let whole = Span::new(statement.start, statement.end.max(offset));
        let mut span = Span::new(offset, offset);
        let mut in_text = false;
        let mut before = Vec::new();
        for token in tokens(text, whole) {
            let inside = token.span.start < offset
                && (offset < token.span.end || token.open && offset <= token.span.end);
            let touched = token.span.start < offset && offset == token.span.end;
            match token.kind {
                Lexical::Comment if inside || touched && !is_closed(text, &token) => return None,
                Lexical::Comment => {}
                Lexical::Number if inside || touched => return None,
                Lexical::Word if inside || touched => span = token.span,
                Lexical::Quoted if inside || touched => {
                    // An open quote goes on to the end of the text: only what is typed of the
                    // name is replaced.
                    span =
                        if token.open { Span::new(token.span.start, offset) } else { token.span };
                }
                Lexical::Text if inside => {
                    in_text = true;
                    span = match token.open {
                        true => Span::new(token.span.start, offset),
                        false => token.span,
                    };
                }
                _ if token.span.end <= offset => before.push(token),
                _ => {}
            }
        }
        Some(Self { text, statement, scope, span, before, in_text })
    }

    pub(super) fn token_text(&self, token: &Token) -> &'a str {
        self.text.get(token.span.range()).unwrap_or_default()
    }

    /// The tokens before the place from the end, in lower case; quoted names as `""`.
    fn words(&self) -> Vec<String> {
        let word = |token: &Token| match token.kind {
            Lexical::Quoted => "\"\"".to_owned(),
            Lexical::Text => "''".to_owned(),
            _ => self.token_text(token).to_lowercase(),
        };
        self.before.iter().map(word).collect()
    }

    /// The name that ends before token `at`, and the number of its first token.
    pub(super) fn path_before(&self, at: usize) -> Option<(Path, usize)> {
        let name = |at: usize| {
            let token = self.before.get(at)?;
            matches!(token.kind, Lexical::Word | Lexical::Quoted)
                .then(|| identifier(self.token_text(token)))
        };
        let last = at.checked_sub(1)?;
        let own = name(last)?;
        let dot = last.checked_sub(1).and_then(|dot| self.before.get(dot));
        match (dot.map(|it| self.token_text(it)), last.checked_sub(2)) {
            (Some("."), Some(first)) => Some(((name(first), own), first)),
            _ => Some(((None, own), last)),
        }
    }

    /// The name that begins with token `at`, and the number of the token behind it.
    pub(super) fn path_at(&self, at: usize) -> Option<(Path, usize)> {
        let dotted = self.before.get(at + 1).is_some_and(|it| self.token_text(it) == ".");
        let behind = if dotted { at + 3 } else { at + 1 };
        self.path_before(behind).map(|(path, _)| (path, behind))
    }

    fn items(&self) -> Vec<Item> {
        let words = self.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if self.in_text {
            return self.all(&self.in_string(&words));
        }
        if words.last() == Some(&".") {
            return self.qualified(&words);
        }
        self.all(&self.wanted(&words))
    }

    /// What can stand in a string: a label of an enum.
    fn in_string(&self, words: &[&str]) -> Vec<Wanted> {
        match words {
            ["alter", "type", .., "before" | "after"]
            | ["alter", "type", .., "rename", "value"] => {
                self.path_at(2).map(|(path, _)| Wanted::Labels(path)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Behind `name.`: the columns of a relation or alias, what is in a schema.
    fn qualified(&self, words: &[&str]) -> Vec<Item> {
        let dot = words.len() - 1;
        let Some(((schema, name), first)) = self.path_before(dot) else { return Vec::new() };
        if schema.is_none()
            && let Some(id) = self.scope.model.schema_named(&name).map(|schema| schema.id)
        {
            let wanted = self.wanted(words.get(..first).unwrap_or_default());
            let wanted = match wanted.contains(&Wanted::NamedColumns) {
                true => vec![Wanted::Relations(false), Wanted::Functions, Wanted::Types],
                false => wanted,
            };
            let items = self.in_schema(&wanted, id);
            if !items.is_empty() {
                return items;
            }
        }
        let named = self.scope.relations_in(self.text, self.statement);
        let aliased =
            named.iter().find(|(alias, _)| *alias == name).map(|(_, own)| Arc::clone(own));
        let relation =
            aliased.filter(|_| schema.is_none()).or_else(|| self.relation(&(schema, name)));
        relation.map(|relation| self.columns(&relation)).unwrap_or_default()
    }
}

/// Whether a comment ends before the place behind it: one to the end of the line does not.
fn is_closed(text: &str, token: &Token) -> bool {
    !token.open && text.get(token.span.range()).is_some_and(|it| it.starts_with("/*"))
}
