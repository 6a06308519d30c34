//! One problem as rustc would show it: the line with a caret, what explains it, and the mend.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};
use pgwright_problem::{Location, Problem, ProjectTexts, Severity, Span};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// Shows the problems of one project.
pub struct Snippets<'a> {
    prefix: &'a str,
    texts: HashMap<&'a str, &'a str>,
    renderer: Renderer,
}

impl<'a> Snippets<'a> {
    /// For problems that point into `texts`; `prefix` stands before each path, and
    /// `configuration` is the configuration's text as it may be shown.
    pub fn new(prefix: &'a str, texts: &'a ProjectTexts, configuration: &'a str) -> Self {
        let migrations = texts.migrations.iter().flat_map(|(_, files)| files);
        let texts = (migrations.chain(&*texts.output))
            .map(|file| (&*file.path, &*file.text))
            .chain([(&*texts.configuration.path, configuration)])
            .collect();
        Self { prefix, texts, renderer: Renderer::styled().decor_style(DecorStyle::Ascii) }
    }

    /// One problem, without a line end behind it.
    pub fn render(&self, problem: &Problem) -> String {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Information => Level::INFO,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let title = level.primary_title(printable(&problem.message)).id(problem.code.name());
        let mut group = Group::with_title(title).elements(self.places(problem));
        if let Some(sqlstate) = problem.sqlstate {
            let note = format!("PostgreSQL refuses it with SQLSTATE {sqlstate}");
            group = group.element(Level::NOTE.message(note));
        }
        for help in &problem.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        self.renderer.render(&[group])
    }

    /// The place of the problem, and those that explain it: one element for each stretch of
    /// neighbours in one file.
    fn places(&self, problem: &Problem) -> Vec<Element<'a>> {
        let mut places = vec![Place { location: &problem.location, label: None }];
        places.extend(problem.related.iter().map(|related| Place {
            location: &related.location,
            label: Some(printable(&related.message)),
        }));
        let groups = places.chunk_by(|a, b| a.location.file == b.location.file);
        groups.enumerate().map(|(index, places)| self.element(index == 0, places)).collect()
    }

    /// Places in one file; the `first` element's first place is the problem's own.
    fn element(&self, first: bool, places: &[Place]) -> Element<'a> {
        let file = &*places[0].location.file;
        let path = printable(&format!("{}{file}", self.prefix));
        let Some(text) = self.texts.get(file).copied() else {
            return Origin::path(path).into();
        };
        // Rendering costs what it is given: only the lines that are shown.
        let spans = places.iter().map(|place| on_first_line(text, place.location.span));
        let spans: Vec<Range<usize>> = spans.collect();
        let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.end).max().unwrap_or(0);
        let window = line_start(text, start)..line_end(text, end);
        // A byte order mark has no width on a screen, but would be given one.
        let mark = if window.start == 0 && text.starts_with('\u{feff}') { 3 } else { 0 };
        let window = window.start + mark..window.end;
        let source = text.get(window.clone()).unwrap_or_default();
        let line = text.as_bytes()[..window.start].iter().filter(|byte| **byte == b'\n').count();
        let annotations = places.iter().zip(spans).enumerate().map(|(index, (place, span))| {
            let own = first && index == 0;
            let kind = if own { AnnotationKind::Primary } else { AnnotationKind::Context };
            let shift = |offset: usize| offset.saturating_sub(window.start);
            kind.span(shift(span.start)..shift(span.end)).label(place.label.clone())
        });
        Snippet::<Annotation<'_>>::source(source)
            .line_start(line + 1)
            .path(path)
            .annotations(annotations)
            .into()
    }
}

struct Place<'p> {
    location: &'p Location,
    label: Option<String>,
}

/// The part of a span that is on its first line, within the text and between characters.
fn on_first_line(text: &str, span: Span) -> Range<usize> {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.ceil_char_boundary((span.end as usize).max(start));
    start..end.min(line_end(text, start).max(start))
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the line of `offset` ends, without its line end.
fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    if end > 0 && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// A text that does nothing to a terminal: control characters and those that turn the direction
/// of writing, which names in SQL may have in them, are spelt out.
pub fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for char in text.chars() {
        let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || char.is_control() {
            let _ = write!(printable, "{}", char.escape_default());
        } else {
            printable.push(char);
        }
    }
    printable
}
