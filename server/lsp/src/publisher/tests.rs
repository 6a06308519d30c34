#![allow(clippy::unwrap_used)]

use super::*;
use tower_lsp::ls_types::Diagnostic;

const FILE: &str = "/a.sql";

fn problems(count: usize) -> Diagnostics {
    let list = (0..count).map(|it| Diagnostic { message: it.to_string(), ..Diagnostic::default() });
    list.collect::<Vec<_>>().into()
}

/// How many problems are pushed, and of which version.
fn pushed(push: Option<Push>) -> Option<(usize, Option<i32>)> {
    let push = push?;
    assert_eq!(push.path, FILE);
    let count = (0..9).find(|count| problems(*count) == push.diagnostics).unwrap();
    Some((count, push.version))
}

fn told(
    publisher: &mut Publisher,
    version: Option<i32>,
    count: usize,
) -> Option<(usize, Option<i32>)> {
    pushed(publisher.told(FILE.into(), version, &problems(count)))
}

#[test]
fn who_does_not_ask_is_told_once_of_each_state() {
    let mut publisher = Publisher::new(false);
    assert_eq!(told(&mut publisher, None, 0), None, "there is nothing to take back");
    assert_eq!(told(&mut publisher, None, 2), Some((2, None)));
    assert_eq!(told(&mut publisher, None, 2), None);
    assert_eq!(pushed(publisher.opened(FILE.into(), 1)), None, "replaced, not taken back first");
    assert_eq!(told(&mut publisher, Some(1), 2), Some((2, Some(1))));
    assert_eq!(told(&mut publisher, Some(2), 2), Some((2, Some(2))), "the text has moved on");
    assert_eq!(told(&mut publisher, Some(3), 0), Some((0, Some(3))));
    assert_eq!(told(&mut publisher, Some(4), 0), None);
    publisher.closed(FILE.into());
    assert_eq!(told(&mut publisher, None, 1), Some((1, None)));
    assert!(!publisher.take_stale());
}

#[test]
fn who_asks_for_what_is_open_is_told_of_the_rest() {
    let mut publisher = Publisher::new(true);
    assert_eq!(told(&mut publisher, None, 2), Some((2, None)));
    assert_eq!(pushed(publisher.opened(FILE.into(), 1)), Some((0, Some(1))));
    assert_eq!(told(&mut publisher, Some(1), 2), None);
    assert!(!publisher.take_stale(), "what was just opened is asked for");
    publisher.answered(FILE.into(), problems(2).id(Some(1)));
    assert_eq!(told(&mut publisher, Some(1), 2), None);
    assert!(!publisher.take_stale(), "it is known");
    assert_eq!(told(&mut publisher, Some(1), 1), None);
    assert!(publisher.take_stale(), "another file has changed it");
    assert_eq!(told(&mut publisher, Some(1), 1), None);
    assert!(!publisher.take_stale(), "said once");
    publisher.closed(FILE.into());
    assert_eq!(told(&mut publisher, None, 1), Some((1, None)));
}

#[test]
fn what_is_asked_for_before_anybody_is_told_needs_no_telling() {
    let mut publisher = Publisher::new(true);
    publisher.opened(FILE.into(), 1);
    publisher.answered(FILE.into(), problems(0).id(Some(1)));
    told(&mut publisher, Some(2), 1);
    publisher.answered(FILE.into(), problems(1).id(Some(2)));
    assert!(!publisher.take_stale());
}

#[test]
fn who_asks_for_the_workspace_is_told_of_nothing() {
    let mut publisher = Publisher::new(true);
    told(&mut publisher, None, 2);
    let pushes = publisher.workspace_pulled(|_| false);
    assert_eq!(pushes.into_iter().map(Some).map(pushed).collect::<Vec<_>>(), [Some((0, None))]);
    assert!(publisher.workspace_answered());
    assert!(!publisher.workspace_answered());
    publisher.answered(FILE.into(), problems(2).id(None));
    assert_eq!(told(&mut publisher, None, 2), None);
    assert!(!publisher.take_stale());
    assert_eq!(told(&mut publisher, None, 0), None);
    assert!(publisher.take_stale());
    let other = Utf8Path::new("/b.sql");
    assert_eq!(publisher.told(other, None, &problems(0)), None);
    assert!(!publisher.take_stale(), "no problems in a file are no news");
    assert_eq!(publisher.told(other, None, &problems(1)), None);
    assert!(publisher.take_stale());
}
