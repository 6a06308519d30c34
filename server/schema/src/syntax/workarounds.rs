//! What the parser's release rejects though PostgreSQL takes it: the one place where a text is
//! changed before it is parsed. Only statements that did not parse come here, and what is taken
//! out is replaced by blanks, so that every offset stays.

use super::names::identifier;
use super::split::{self, Lexeme};
use crate::statement::{Name, QualifiedName};
use pgwright_problem::Span;
use squawk_lexer::TokenKind;

/// An operator class that was blanked out: where it stands, and its words with dots between them.
pub(super) type BlankedClass = (u32, QualifiedName);

/// The text with what the parser does not know blanked out, and the operator classes among it, whose
/// places are in this text; `None` when there is nothing to do.
pub(super) fn mend(text: &str) -> Option<(String, Vec<BlankedClass>)> {
    let lexemes: Vec<Lexeme> = split::lexemes(text, 0, text.len())
        .filter(|lexeme| !split::is_trivia(lexeme.kind))
        .collect();
    let statement = Statement { text, lexemes };
    let mut blanks = Vec::new();
    statement.if_exists_of_statistics(&mut blanks);
    let mut classes = Vec::new();
    statement.exclusion_keys(&mut blanks, &mut classes);
    Some((blanked(text, &blanks)?, classes))
}

/// As [`mend`], for the body of a DO: PostgreSQL takes `DECLARE` before every declaration.
pub(super) fn mend_body(text: &str) -> Option<String> {
    let mut blanks = Vec::new();
    let mut declaring = false;
    for lexeme in split::lexemes(text, 0, text.len()) {
        if lexeme.kind != TokenKind::Ident {
            continue;
        }
        let word = &text[lexeme.start..lexeme.end];
        if word.eq_ignore_ascii_case("begin") {
            declaring = false;
        } else if word.eq_ignore_ascii_case("declare") {
            if declaring {
                blanks.push((lexeme.start, lexeme.end));
            }
            declaring = true;
        }
    }
    blanked(text, &blanks)
}

/// The text with these ranges blanked out; `None` when there are none.
fn blanked(text: &str, blanks: &[(usize, usize)]) -> Option<String> {
    if blanks.is_empty() {
        return None;
    }
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in blanks {
        mended.push_str(&text[from..*start]);
        mended.extend(std::iter::repeat_n(' ', end - start));
        from = *end;
    }
    mended.push_str(&text[from..]);
    Some(mended)
}

struct Statement<'a> {
    text: &'a str,
    lexemes: Vec<Lexeme>,
}

impl Statement<'_> {
    fn is(&self, index: usize, wanted: &str) -> bool {
        self.lexemes
            .get(index)
            .is_some_and(|lexeme| self.text[lexeme.start..lexeme.end].eq_ignore_ascii_case(wanted))
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.lexemes.get(index).map(|lexeme| lexeme.kind)
    }

    fn is_name(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(TokenKind::Ident | TokenKind::QuotedIdent { .. }))
    }

    /// `ALTER STATISTICS IF EXISTS name`.
    fn if_exists_of_statistics(&self, blanks: &mut Vec<(usize, usize)>) {
        let words = ["alter", "statistics", "if", "exists"];
        if words.iter().enumerate().all(|(index, word)| self.is(index, word)) {
            blanks.push((self.lexemes[2].start, self.lexemes[3].end));
        }
    }

    /// `EXCLUDE (key operator_class DESC NULLS LAST WITH operator)`: the parser wants WITH right
    /// behind the key.
    fn exclusion_keys(&self, blanks: &mut Vec<(usize, usize)>, classes: &mut Vec<BlankedClass>) {
        for index in 0..self.lexemes.len() {
            if !self.is(index, "exclude") {
                continue;
            }
            let mut at = index + 1;
            if self.is(at, "using") {
                at += 2;
            }
            if !self.is(at, "(") {
                continue;
            }
            at += 1;
            while at < self.lexemes.len() && !self.is(at, ")") {
                let behind_key = self.behind_key(at);
                let with = (behind_key..self.lexemes.len())
                    .find(|index| self.is(*index, "with"))
                    .unwrap_or(self.lexemes.len());
                if behind_key < with && with < self.lexemes.len() {
                    blanks.push((self.lexemes[behind_key].start, self.lexemes[with - 1].end));
                    classes.extend(self.operator_class(behind_key));
                }
                // Behind the operator: the next key or the end of the list.
                at = with + 1;
                let mut depth = 0usize;
                while at < self.lexemes.len()
                    && (depth > 0 || !(self.is(at, ",") || self.is(at, ")")))
                {
                    match self.kind(at) {
                        Some(TokenKind::OpenParen) => depth += 1,
                        Some(TokenKind::CloseParen) => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                }
                if self.is(at, ",") {
                    at += 1;
                }
            }
        }
    }

    /// The operator class that begins at a place, if it is none of the words of an order.
    fn operator_class(&self, at: usize) -> Option<BlankedClass> {
        let orders = ["asc", "desc", "nulls"];
        if !self.is_name(at) || orders.iter().any(|order| self.is(at, order)) {
            return None;
        }
        let name = |at: usize| {
            let lexeme = self.lexemes.get(at)?;
            let span = Span::new(lexeme.start as u32, lexeme.end as u32);
            Some(Name { text: identifier(&self.text[lexeme.start..lexeme.end], '\\'), span })
        };
        let qualified = self.is(at + 1, ".") && self.is_name(at + 2);
        let (schema, name) = match qualified {
            true => (name(at), name(at + 2)?),
            false => (None, name(at)?),
        };
        Some((self.lexemes[at].start as u32, QualifiedName { schema, name }))
    }

    /// The place behind a key: a column, a call or an expression in parentheses, with COLLATE.
    fn behind_key(&self, mut at: usize) -> usize {
        let name = |mut at: usize| {
            while self.is_name(at) && self.is(at + 1, ".") {
                at += 2;
            }
            at + 1
        };
        if !self.is(at, "(") {
            at = name(at);
        }
        if self.is(at, "(") {
            let mut depth = 0usize;
            while at < self.lexemes.len() {
                match self.kind(at) {
                    Some(TokenKind::OpenParen) => depth += 1,
                    Some(TokenKind::CloseParen) => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
        }
        if self.is(at, "collate") {
            at = name(at + 1);
        }
        at.min(self.lexemes.len())
    }
}
