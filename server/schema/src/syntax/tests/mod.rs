//! Statements as the parser reads them, one table a theme.
#![allow(clippy::unwrap_used)]

mod alter;
mod broken;
mod commands;
mod corpus;
mod create;
mod do_blocks;
mod expressions;
mod names;
mod property;
mod psql;
mod queries;
mod session;
mod shape;
mod short_cut;
mod types;

use super::*;
use expect_test::Expect;

fn parse_whole(text: &str) -> ParsedFile {
    parse(text, &[Span::new(0, text.len() as u32)])
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&shape::file(text, &parse_whole(text)));
}
