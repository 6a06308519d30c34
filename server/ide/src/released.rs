//! Migrations that git's last commit knows otherwise. A database that has run what was committed
//! does not run it again, so its schema is not the one that the migrations now make.

use pgwright_config::Document;
use pgwright_problem::{Code, Location, Problem, ProjectTexts, Span, TextFile};
use pgwright_schema::first_change;
use pgwright_schema::migrations::{self, Format, Migration, Ordered};
use std::sync::Arc;

/// The problems of one folder, whose `migrations` are those that the tool runs.
pub(crate) fn problems(
    texts: &ProjectTexts,
    document: &Document,
    directory: &str,
    ordered: &Ordered,
) -> Vec<Problem> {
    let (format, migrations) = (ordered.format, &ordered.migrations);
    let files = texts.migrations.iter().filter(|(name, _)| &**name == directory);
    let files = files.flat_map(|(_, files)| files);
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    let mut files: Vec<&TextFile> = files.collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    // Both are sorted by path.
    let mut files = files.into_iter().peekable();
    for committed in &texts.versions.committed {
        while files.next_if(|file| file.path < committed.path).is_some() {}
        match files.peek().filter(|file| file.path == committed.path) {
            Some(file) if Arc::ptr_eq(&file.text, &committed.text) => {}
            Some(_) => changed.extend(edited(committed, directory, format, migrations)),
            None if is_below(&committed.path, directory) => gone.push(committed.clone()),
            None => {}
        }
    }
    let gone = migrations::order(directory, &gone, &format.into()).migrations;
    // What is run again at each change may go too.
    let gone = gone.iter().filter(|it| it.released.as_ref().is_none_or(|it| !it.is_empty()));
    let gone = gone.cloned();
    let (moved, gone): (Vec<_>, Vec<_>) =
        gone.map(|it| (renamed(&it, migrations), it)).partition(|(now, _)| now.is_some());
    changed.extend(moved.iter().filter_map(|(now, it)| Some(under_another_name(it, (*now)?))));
    let gone: Vec<Arc<Migration>> = gone.into_iter().map(|(_, it)| it).collect();
    changed.extend(removed(texts, document, format, &gone));
    changed
}

/// A migration that says something else than when it was committed.
fn edited(
    committed: &TextFile,
    directory: &str,
    format: Format,
    migrations: &[Arc<Migration>],
) -> Option<Problem> {
    let now = migrations.iter().find(|migration| migration.path == committed.path)?;
    let before = migrations::order(directory, std::slice::from_ref(committed), &format.into());
    let before = before.migrations.first();
    let span = match change(before.map(|it| &**it), now) {
        Some(span) => span,
        // Only comments differ, which matters where a sum over the whole file is kept.
        None if format.sums_comments()
            && now.released.is_none()
            && !committed.text.lines().eq(now.text.lines()) =>
        {
            Span::default()
        }
        None => return None,
    };
    let danger = if format.refuses_changed() {
        let tool = format.name();
        format!("{tool} refuses to migrate a database that has run it, as its checksum differs")
    } else {
        "a database that has run it keeps the old schema, which the code will not fit".to_owned()
    };
    let message = format!("`{}` is not as git's last commit has it: {danger}", now.path);
    let problem = Problem::new(Code::MigrationReleased, Location::new(&now.path, span), message);
    Some(problem.with_help(
        "take the change back, and make it in a new migration; if no database has run this one \
         yet, commit it as it is",
    ))
}

/// Where a migration first says something else than what databases have run of it.
fn change(before: Option<&Migration>, now: &Migration) -> Option<Span> {
    let Some(before) = before else { return first_change(("", &[]), (&now.text, &now.up)) };
    let (Some(old), Some(new)) = (&before.released, &now.released) else {
        return first_change((&before.text, &before.up), (&now.text, &now.up));
    };
    // Each part stands for itself, and more may come.
    old.iter().find_map(|part| match new.iter().find(|it| it.id == part.id) {
        Some(now_part) => first_change((&before.text, &part.up), (&now.text, &now_part.up)),
        None => Some(Span::default()),
    })
}

/// A migration that says what a committed one did, which is gone.
fn under_another_name(gone: &Migration, now: &Migration) -> Problem {
    let message = format!(
        "`{}` is `{}` of git's last commit under another name: a database that has run it will run \
         it again",
        now.path, gone.path
    );
    let location = Location::new(&now.path, Span::default());
    Problem::new(Code::MigrationReleased, location, message)
        .with_help("give it its name back; if no database has run it yet, commit it as it is")
}

/// Migrations that were committed and are not there any more: one problem for all of them, where
/// the configuration names the folder.
fn removed(
    texts: &ProjectTexts,
    document: &Document,
    format: Format,
    gone: &[Arc<Migration>],
) -> Option<Problem> {
    let first = gone.first()?;
    let span = document
        .value_span(&["migrations", "directory"])
        .or_else(|| document.key_span(&["migrations"]))
        .unwrap_or_default();
    let names: Vec<String> = gone.iter().take(3).map(|it| format!("`{}`", it.path)).collect();
    let more = if gone.len() > 3 { format!(" and {} more", gone.len() - 3) } else { String::new() };
    let (verb, them) = if gone.len() == 1 { ("is", "it") } else { ("are", "them") };
    let danger = match format {
        Format::Sqlx | Format::Flyway | Format::Refinery => {
            format!("{} refuses to migrate a database that has run {them}", format.name())
        }
        _ => format!("a database that has run {them} keeps what the code does not know"),
    };
    let message = format!(
        "{}{more} {verb} in git's last commit and not here any more: {danger}",
        names.join(", ")
    );
    let location = Location::new(&texts.configuration.path, span);
    Some(Problem::new(Code::MigrationReleased, location, message).with_help(format!(
        "bring {them} back with `git checkout HEAD -- {}`, and undo what was made in a new \
         migration; if no database has run {them} yet, commit that",
        first.path
    )))
}

/// The migration that says what one did that is gone.
fn renamed<'m>(gone: &Migration, migrations: &'m [Arc<Migration>]) -> Option<&'m Migration> {
    let is_same =
        |it: &&Migration| first_change((&gone.text, &gone.up), (&it.text, &it.up)).is_none();
    let mut alike = migrations.iter().map(|it| &**it).filter(|it| it.text.len() == gone.text.len());
    alike.find(is_same)
}

fn is_below(path: &str, directory: &str) -> bool {
    directory.is_empty() || path.strip_prefix(directory).is_some_and(|it| it.starts_with('/'))
}
