//! Shows problems as a person sees them.
#![allow(dead_code)]

use pgwright_config::Document;
use pgwright_problem::{LineIndex, Problem, Severity, Span};
use std::fmt::Write;
use std::sync::Arc;

pub fn parse(text: &str) -> Document {
    Document::parse(&Arc::from("pgwright.yaml"), text)
}

/// Compares the problems of a text, each with its place, the text underlined there, and help.
pub fn check(text: &str, expected: expect_test::Expect) {
    let document = parse(text);
    expected.assert_eq(&show(text, &document.problems));
}

pub fn show(text: &str, problems: &[Problem]) -> String {
    let mut shown = String::new();
    for problem in problems {
        let severity = match problem.severity {
            Severity::Error => String::new(),
            other => format!(" ({other})"),
        };
        let place = place(text, problem.location.span);
        let _ = writeln!(shown, "{place} {}{severity}: {}", problem.code, problem.message);
        for related in &problem.related {
            let place = self::place(text, related.location.span);
            let _ = writeln!(shown, "  see {place}: {}", related.message);
        }
        for help in &problem.help {
            let _ = writeln!(shown, "  help: {help}");
        }
    }
    shown
}

/// Line and column from one, in characters, and the text that is underlined.
fn place(text: &str, span: Span) -> String {
    let at = LineIndex::new(text).line_column(span.start);
    let before = &text[(span.start - at.column) as usize..span.start as usize];
    let under = &text[span.range()];
    format!("{}:{} {under:?}", at.line + 1, before.chars().count() + 1)
}
