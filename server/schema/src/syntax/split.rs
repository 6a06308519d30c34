//! Cuts a text into single statements, so that each is parsed by itself: a broken one cannot
//! harm its neighbours, and what one says does not depend on the others.

use super::depth::Depth;
use pgwright_problem::Span;
use squawk_lexer::{LiteralKind, TokenKind};

/// One statement's text, without white space and comments around it and without the semicolon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// The first byte of the statement.
    pub(super) start: usize,
    /// The byte behind its last token.
    pub(super) end: usize,
    /// The semicolon's place, if there is one.
    pub(super) semicolon: Option<usize>,
    /// Where the next statement's text begins.
    pub(super) next: usize,
    /// How deep it may be nested, from above.
    pub(super) depth: usize,
    /// A quote or comment that is still open at the end.
    pub(super) open: Option<usize>,
}

/// A token with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexeme {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of `text[start..end]`.
pub(super) fn lexemes(text: &str, start: usize, end: usize) -> impl Iterator<Item = Lexeme> {
    let mut place = start;
    squawk_lexer::tokenize(&text[start..end]).map(move |token| {
        let start = place;
        place += token.len as usize;
        Lexeme { kind: token.kind, start, end: place }
    })
}

/// Whether a token is white space or a comment.
pub(super) fn is_trivia(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. })
}

/// Whether a quote or comment is not closed.
pub(super) fn is_open(kind: TokenKind) -> bool {
    match kind {
        TokenKind::BlockComment { terminated } | TokenKind::QuotedIdent { terminated, .. } => {
            !terminated
        }
        TokenKind::Literal { kind } => match kind {
            LiteralKind::Str { terminated }
            | LiteralKind::NationalStr { terminated }
            | LiteralKind::ByteStr { terminated }
            | LiteralKind::BitStr { terminated }
            | LiteralKind::DollarQuotedString { terminated }
            | LiteralKind::UnicodeEscStr { terminated }
            | LiteralKind::EscStr { terminated } => !terminated,
            LiteralKind::Int { .. } | LiteralKind::Numeric { .. } => false,
        },
        _ => false,
    }
}

/// Strings and comments in a part of a text that go on over lines.
pub(crate) fn long_tokens(text: &str, within: Span) -> impl Iterator<Item = Span> {
    lexemes(text, within.start as usize, within.end as usize)
        .filter(|lexeme| {
            let is_one = is_open(lexeme.kind)
                || matches!(
                    lexeme.kind,
                    TokenKind::Literal { .. } | TokenKind::BlockComment { .. }
                );
            is_one && text[lexeme.start..lexeme.end].contains('\n')
        })
        .map(|lexeme| Span::new(lexeme.start as u32, lexeme.end as u32))
}

/// The first words of a statement, as far as the cutting needs them.
#[derive(Default)]
struct Words<'t> {
    first: Vec<&'t str>,
    last: &'t str,
}

impl<'t> Words<'t> {
    fn push(&mut self, word: &'t str) {
        if self.first.len() < 4 {
            self.first.push(word);
        }
        self.last = word;
    }

    fn begins(&self, words: &[&str]) -> bool {
        self.first.len() >= words.len()
            && self.first.iter().zip(words).all(|(word, wanted)| word.eq_ignore_ascii_case(wanted))
    }

    /// `CREATE RULE`, whose actions may stand in parentheses with semicolons.
    fn is_rule(&self) -> bool {
        self.begins(&["create", "rule"]) || self.begins(&["create", "or", "replace", "rule"])
    }

    fn is_create(&self) -> bool {
        self.begins(&["create"])
    }
}

/// The next statement of `text[start..end]`; `None` when nothing but white space is left.
///
/// As psql does it, a semicolon ends a statement but inside the body of `BEGIN ATOMIC … END`
/// and, of CREATE RULE alone, inside parentheses; open parentheses of anything else do not
/// swallow what follows. psql's own commands (`\connect`) and the data of `COPY … FROM stdin`
/// are passed over.
pub(super) fn next_piece(text: &str, start: usize, end: usize) -> Option<Piece> {
    let mut from = start;
    loop {
        let mut piece = Piece { start: end, end, semicolon: None, next: end, depth: 0, open: None };
        let mut words = Words::default();
        let mut depth = Depth::default();
        let mut atomic = 0usize;
        let mut from_stdin = false;
        let mut command = None;
        let mut begun = false;
        for lexeme in lexemes(text, from, end) {
            let Lexeme { kind, start: at, end: behind } = lexeme;
            if is_open(kind) {
                if is_trivia(kind) {
                    // An open comment swallows the rest: a piece of its own.
                    if begun {
                        piece.next = at;
                    } else {
                        begun = true;
                        piece = Piece { start: at, end: behind, next: end, ..piece };
                        piece.open = Some(at);
                    }
                    break;
                }
                piece.open = Some(at);
            }
            let token = &text[at..behind];
            if is_trivia(kind) {
                depth.token(kind, token);
                continue;
            }
            if token == "\\" {
                // A backslash is no token of SQL. `\;` is psql's semicolon that does not send
                // yet; of anything else psql takes the rest of the line.
                if text[behind..end].starts_with(';') {
                    continue;
                }
                command = Some(at);
                break;
            }
            if kind == TokenKind::Semi && atomic == 0 && !(depth.open > 0 && words.is_rule()) {
                piece.semicolon = Some(at);
                piece.next = behind;
                if begun {
                    break;
                }
                // An empty statement.
                piece.semicolon = None;
                continue;
            }
            if !begun {
                begun = true;
                piece.start = at;
            }
            piece.end = behind;
            piece.next = end;
            depth.token(kind, token);
            if kind == TokenKind::Ident {
                if words.is_create() {
                    match () {
                        () if atomic == 0 => {
                            let begins = words.last.eq_ignore_ascii_case("begin")
                                && token.eq_ignore_ascii_case("atomic");
                            atomic += usize::from(begins);
                        }
                        () if token.eq_ignore_ascii_case("case") => atomic += 1,
                        () if token.eq_ignore_ascii_case("end") => atomic -= 1,
                        () => {}
                    }
                }
                from_stdin = words.begins(&["copy"])
                    && (from_stdin
                        || (words.last.eq_ignore_ascii_case("from")
                            && token.eq_ignore_ascii_case("stdin")));
                words.push(token);
            } else {
                words.last = "";
            }
        }
        piece.depth = depth.deepest();
        if let Some(at) = command {
            let line_end = text[at..end].find('\n').map_or(end, |line| at + line + 1);
            if !begun {
                let line = text[at..line_end].to_ascii_lowercase();
                let data = line.starts_with("\\copy") && line.contains("from stdin");
                from = if data { behind_data(text, at, end) } else { line_end };
                from = from.max(line_end);
                continue;
            }
            // `\g` and its kin end a statement.
            piece.next = line_end;
            return Some(piece);
        }
        if !begun {
            return None;
        }
        if from_stdin && piece.semicolon.is_some() {
            piece.next = behind_data(text, piece.next, end);
        }
        return Some(piece);
    }
}

/// The place behind the data of `COPY … FROM stdin`, which ends with a line of `\.`; `start`
/// when there is no such line.
fn behind_data(text: &str, start: usize, end: usize) -> usize {
    let mut line = text[start..end].find('\n').map_or(end, |line| start + line + 1);
    while line < end {
        let next = text[line..end].find('\n').map_or(end, |length| line + length + 1);
        if text[line..next].trim_end() == "\\." {
            return next;
        }
        line = next;
    }
    start
}
