//! The texts of expressions as PostgreSQL prints them.

use std::sync::Arc;

/// An expression without the parentheses around all of it.
pub(super) fn bare(text: &str) -> Arc<str> {
    let mut text = text.trim();
    while let Some(inside) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'))
        && is_whole(inside)
    {
        text = inside.trim();
    }
    Arc::from(text)
}

/// Whether the parentheses in a text match each other; quoted text is passed over.
fn is_whole(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            (None, _) => {}
        }
    }
    depth == 0 && quote.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parentheses_around_the_whole_go() {
        assert_eq!(&*bare("((a > 0))"), "a > 0");
        assert_eq!(&*bare("(a) + (b)"), "(a) + (b)");
        assert_eq!(&*bare("(a <> ')'::text)"), "a <> ')'::text");
        assert_eq!(&*bare("now()"), "now()");
    }
}
