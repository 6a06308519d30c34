//! How deep a statement is nested: the parser calls itself for every level, and a chain of
//! operators is a level each.

use super::split::{is_trivia, lexemes};
use squawk_lexer::TokenKind;

/// How deep a text may be nested, from above.
pub(super) fn of_text(text: &str) -> usize {
    let mut depth = Depth::default();
    for lexeme in lexemes(text, 0, text.len()) {
        depth.token(lexeme.kind, &text[lexeme.start..lexeme.end]);
    }
    depth.deepest()
}

/// How deep a statement may be nested: the parser and the lowering call themselves for every
/// level, and a chain of operators is a level each.
#[derive(Default)]
pub(super) struct Depth {
    /// Parentheses that are open now.
    pub(super) open: usize,
    chain: usize,
    blocks: usize,
    most: usize,
    behind_end: bool,
    behind_if: bool,
    /// The last token was an operator.
    behind_operator: bool,
    /// White space or a comment stands behind the last token.
    apart: bool,
}

impl Depth {
    /// Counts one token.
    pub(super) fn token(&mut self, kind: TokenKind, text: &str) {
        match kind {
            TokenKind::OpenParen | TokenKind::OpenBracket => {
                self.open += 1;
                self.blocks += 1;
                self.chain += 1;
            }
            TokenKind::CloseParen | TokenKind::CloseBracket => {
                self.open = self.open.saturating_sub(1);
                self.blocks = self.blocks.saturating_sub(1);
            }
            TokenKind::Comma | TokenKind::Semi => self.chain = 0,
            TokenKind::Ident => self.word(text),
            TokenKind::Literal { .. } | TokenKind::QuotedIdent { .. } => {}
            kind if is_trivia(kind) => {
                self.apart = true;
                return;
            }
            _ => self.chain += 1,
        }
        let operator = match kind {
            TokenKind::Ident => text.eq_ignore_ascii_case("not"),
            TokenKind::Minus | TokenKind::Plus | TokenKind::Tilde | TokenKind::At => true,
            TokenKind::Bang | TokenKind::Or | TokenKind::Slash | TokenKind::Percent => true,
            TokenKind::Eq | TokenKind::Lt | TokenKind::Gt | TokenKind::Star => true,
            TokenKind::And | TokenKind::Pound | TokenKind::Question | TokenKind::Caret => true,
            _ => false,
        };
        // An operator right behind another one stands before its operand: `- - 1`.
        if operator && self.behind_operator && self.apart {
            self.chain += 8;
        }
        self.behind_operator = operator;
        self.apart = false;
        if kind != TokenKind::Ident {
            self.behind_end = false;
        }
        self.most = self.most.max(self.blocks * 8 + self.chain);
    }

    fn word(&mut self, text: &str) {
        let behind_end = std::mem::take(&mut self.behind_end);
        // The longest of the words below.
        if text.len() > 9 {
            return;
        }
        let mut word = [0; 9];
        let word = &mut word[..text.len()];
        word.copy_from_slice(text.as_bytes());
        word.make_ascii_lowercase();
        match &*word {
            b"case" | b"begin" | b"loop" if !behind_end => self.blocks += 1,
            b"end" => {
                self.blocks = self.blocks.saturating_sub(1);
                self.behind_end = true;
            }
            b"if" => self.behind_if = true,
            b"when" | b"elsif" | b"elseif" => self.behind_if = false,
            b"then" if self.behind_if => {
                self.behind_if = false;
                self.blocks += 1;
            }
            b"and" | b"or" | b"not" | b"is" | b"isnull" | b"notnull" | b"at" | b"in" | b"like"
            | b"join" | b"union" | b"except" | b"intersect" | b"collate" => self.chain += 1,
            _ => {}
        }
    }

    /// The deepest place so far.
    pub(super) fn deepest(&self) -> usize {
        self.most
    }
}
