//! Whether two versions of a migration say the same to PostgreSQL.

use super::split::{is_trivia, lexemes};
use pgwright_problem::Span;
use squawk_lexer::TokenKind;

/// Where the parts of `new` first say something else than those of `old`; `None`: they say the
/// same, be it with other comments, white space and letter case of words.
pub fn first_change(old: (&str, &[Span]), new: (&str, &[Span])) -> Option<Span> {
    let (mut before, mut after) = (words(old), words(new));
    let mut last = Span::default();
    loop {
        match (before.next(), after.next()) {
            (None, None) => return None,
            // Something is gone at the end: it stood behind what is last now.
            (Some(_), None) => return Some(last),
            (None, Some((span, ..))) => return Some(span),
            (Some((_, _, old)), Some((span, kind, new))) => {
                let is_same = match kind {
                    TokenKind::Ident => old.eq_ignore_ascii_case(new),
                    _ => old == new,
                };
                if !is_same {
                    return Some(span);
                }
                last = span;
            }
        }
    }
}

/// The tokens of a text's parts that are neither white space nor comment.
fn words<'t>(
    (text, parts): (&'t str, &'t [Span]),
) -> impl Iterator<Item = (Span, TokenKind, &'t str)> {
    parts.iter().flat_map(move |part| {
        let start = text.floor_char_boundary((part.start as usize).min(text.len()));
        let end = text.floor_char_boundary((part.end as usize).min(text.len())).max(start);
        lexemes(text, start, end).filter(|lexeme| !is_trivia(lexeme.kind)).map(move |lexeme| {
            let span = Span::new(lexeme.start as u32, lexeme.end as u32);
            (span, lexeme.kind, &text[lexeme.start..lexeme.end])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands where the second text first says something else.
    fn change<'t>(old: &str, new: &'t str) -> Option<&'t str> {
        let whole = |text: &str| [Span::new(0, text.len() as u32)];
        let span = first_change((old, &whole(old)), (new, &whole(new)))?;
        Some(&new[span.range()])
    }

    #[test]
    fn comments_white_space_and_letter_case_say_nothing() {
        let old = "create table a (id int);";
        for new in
            [old, "-- why\nCREATE TABLE a\n( /* key */ id INT );\n", "Create table A(id int);"]
        {
            assert_eq!(change(old, new), None, "{new}");
        }
        assert_eq!(change("select 'a'", "select 'A'"), Some("'A'"));
        assert_eq!(change("drop table \"a\"", "drop table \"A\""), Some("\"A\""));
    }

    #[test]
    fn the_first_change_is_found() {
        let old = "create table a (id int); drop table b;";
        assert_eq!(change(old, "create table a (id int, x text); drop table b;"), Some(","));
        assert_eq!(change(old, "create table a (id bigint); drop table b;"), Some("bigint"));
        assert_eq!(change(old, "create table a (id int);"), Some(";"));
        assert_eq!(change(old, &format!("{old} select 1")), Some("select"));
        assert_eq!(change(old, ""), Some(""));
        assert_eq!(change("", "-- only this"), None);
    }

    #[test]
    fn only_the_parts_that_go_up_count() {
        let (old, new) = ("select 1; select 2", "select 1; select 3");
        let part = [Span::new(0, 9)];
        assert_eq!(first_change((old, &part), (new, &part)), None);
    }
}
