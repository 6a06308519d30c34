//! Switching a feature of pgxkit on or off: the key in the configuration and the Go that follows
//! from it, as one change.

use crate::action::{Action, ActionKind};
use crate::drift::{FileState, State};
use crate::{Change, Snapshot};
use pgwright_config::{Config, Document, Pgxkit, TableEntry, TablePattern, set};
use pgwright_problem::{ProjectTexts, Severity, Span, TextFile};
use pgwright_schema::model::Relation;
use std::sync::Arc;

/// A feature, by its key below `pgxkit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feature {
    Retry,
    ReadWriteSplitting,
    HealthChecks,
    Metrics,
    Connection,
}

impl Feature {
    const ALL: [Self; 5] = [
        Self::Retry,
        Self::ReadWriteSplitting,
        Self::HealthChecks,
        Self::Metrics,
        Self::Connection,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::ReadWriteSplitting => "read_write_splitting",
            Self::HealthChecks => "health_checks",
            Self::Metrics => "metrics",
            Self::Connection => "connection",
        }
    }

    /// As a menu calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::ReadWriteSplitting => "read/write splitting",
            Self::HealthChecks => "health checks",
            Self::Metrics => "metrics",
            Self::Connection => "connection management",
        }
    }

    fn is_on(self, pgxkit: &Pgxkit) -> bool {
        match self {
            Self::Retry => pgxkit.retry.enabled,
            Self::ReadWriteSplitting => pgxkit.read_write_splitting.enabled,
            Self::HealthChecks => pgxkit.health_checks.enabled,
            Self::Metrics => pgxkit.metrics.enabled,
            Self::Connection => pgxkit.connection.enabled,
        }
    }

    fn in_project(self, pgxkit: &mut Pgxkit) -> &mut bool {
        match self {
            Self::Retry => &mut pgxkit.retry.enabled,
            Self::ReadWriteSplitting => &mut pgxkit.read_write_splitting.enabled,
            Self::HealthChecks => &mut pgxkit.health_checks.enabled,
            Self::Metrics => &mut pgxkit.metrics.enabled,
            Self::Connection => &mut pgxkit.connection.enabled,
        }
    }

    /// What an entry of `tables` says of it; `None`: a table cannot say.
    fn in_entry(self, entry: &mut TableEntry) -> Option<&mut Option<bool>> {
        let pgxkit = &mut entry.pgxkit;
        match self {
            Self::Retry => Some(&mut pgxkit.retry_enabled),
            Self::ReadWriteSplitting => Some(&mut pgxkit.read_write_splitting_enabled),
            Self::HealthChecks => Some(&mut pgxkit.health_checks_enabled),
            Self::Metrics => Some(&mut pgxkit.metrics_enabled),
            Self::Connection => None,
        }
    }
}

/// Whose feature is switched.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    /// That of all that does not say otherwise.
    Project,
    /// That of the tables of one entry of `tables`, which need not be there yet.
    Entry {
        /// The key of the entry.
        pattern: String,
        /// As a menu calls it.
        name: String,
        /// What holds there now.
        now: Box<Pgxkit>,
    },
}

impl Snapshot {
    /// The switches of the features that `span` in the file `path` is about: those of a table at
    /// its entry in the configuration, at the statement that makes it and at the declarations of
    /// its Go; those of the project at their keys. Each is worked out by generating once.
    pub fn feature_actions(&self, path: &str, span: Span) -> Vec<Action> {
        let is_configuration = path == &*self.texts.configuration.path;
        let (target, only) = if is_configuration {
            match self.configured_at(span) {
                Some(found) => found,
                None => return Vec::new(),
            }
        } else {
            match self.created_at(path, span).or_else(|| self.declared_at(path, span)) {
                Some(relation) => (self.target(relation), None),
                None => return Vec::new(),
            }
        };
        Feature::ALL
            .into_iter()
            .filter(|feature| only.is_none_or(|only| only == *feature))
            .filter_map(|feature| self.switch(feature, &target))
            .collect()
    }

    /// What a place in the configuration is about: a feature of the project, or all of them; a
    /// table or a glob, with all its features or one.
    fn configured_at(&self, span: Span) -> Option<(Target, Option<Feature>)> {
        let path = self.document.path_at(span.start);
        if self.document.path_at(span.end) != path && span.start != span.end {
            return None;
        }
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let feature = |key: &str| Feature::ALL.into_iter().find(|feature| feature.key() == key);
        match path.as_slice() {
            ["database"] | ["database", "pgxkit"] => Some((Target::Project, None)),
            ["database", "pgxkit", key, ..] => Some((Target::Project, Some(feature(key)?))),
            ["tables", pattern, "pgxkit", key, ..] => {
                Some((self.entry(pattern)?, Some(feature(key)?)))
            }
            ["tables", pattern, ..] => Some((self.entry(pattern)?, None)),
            _ => None,
        }
    }

    /// The target of an entry of `tables` as it stands there.
    fn entry(&self, pattern: &str) -> Option<Target> {
        let config = &self.document.config;
        let mut entry =
            config.tables.iter().find(|entry| entry.pattern.as_str() == pattern)?.clone();
        let mut now = config.database.pgxkit.clone();
        if entry.pattern.is_name() {
            let relation = self.generated().find(|relation| {
                let schema = self.model().schema_name(relation.schema);
                entry.pattern.matches(config.first_schema(), schema, &relation.name)
            })?;
            now = config.table(self.model().schema_name(relation.schema), &relation.name).pgxkit;
        } else {
            for feature in Feature::ALL {
                let said = feature.in_entry(&mut entry).and_then(|said| *said);
                let holds = feature.in_project(&mut now);
                *holds = said.unwrap_or(*holds);
            }
        }
        let now = Box::new(now);
        Some(Target::Entry { pattern: pattern.to_owned(), name: pattern.to_owned(), now })
    }

    /// The target that is one table: the most exact entry that names it, or a new one.
    fn target(&self, relation: &Relation) -> Target {
        let config = &self.document.config;
        let schema = self.model().schema_name(relation.schema);
        let name = match schema == config.first_schema() {
            true => relation.name.to_string(),
            false => format!("{schema}.{}", relation.name),
        };
        let pattern = config
            .entries_of(schema, &relation.name)
            .map(|entry| &entry.pattern)
            .filter(|pattern| pattern.is_name())
            .max_by_key(|pattern| pattern.exactness())
            .map_or_else(|| name.clone(), |pattern| pattern.as_str().to_owned());
        let now = Box::new(config.table(schema, &relation.name).pgxkit);
        Target::Entry { pattern, name, now }
    }

    /// The relations that have a file.
    fn generated(&self) -> impl Iterator<Item = &Relation> {
        let ids = self.expected.files.iter().filter_map(|file| file.relation);
        ids.filter_map(|id| self.model().relation(id)).map(|relation| &**relation)
    }

    /// The one relation that is made by the statements that `span` touches.
    fn created_at(&self, path: &str, span: Span) -> Option<&Relation> {
        let steps = self.replay.steps.iter().map(|replayed| &replayed.step);
        let statements: Vec<Span> = steps
            .filter(|step| &*step.path == path)
            .flat_map(|step| &step.parsed.statements)
            .map(|statement| statement.span)
            .filter(|statement| meet(*statement, span))
            .collect();
        let mut made = self.generated().filter(|relation| {
            let made = relation.history.as_ref().map(|history| &history.made);
            made.is_some_and(|made| {
                &*made.file == path && statements.iter().any(|it| it.touches(made.span.start))
            })
        });
        made.next().filter(|_| made.next().is_none())
    }

    /// The relation of a generated file, where `span` touches its header, a type of it or a
    /// constructor: inside of methods nobody looks for a switch.
    fn declared_at(&self, path: &str, span: Span) -> Option<&Relation> {
        let text = &self.output_file(path)?.text;
        let relation = self.model().relation(self.expected_file(path)?.relation?)?;
        let mut at = 0;
        let mut in_header = true;
        let declared = text.split_inclusive('\n').any(|line| {
            let place = Span::new(at, at + line.trim_end().len() as u32);
            at += line.len() as u32;
            let declares = in_header || line.starts_with("type ") || line.starts_with("func New");
            in_header &= !line.starts_with("package ");
            declares && meet(place, span)
        });
        declared.then_some(relation)
    }

    /// The action that switches a feature over; `None` where that changes no Go, or where the
    /// configuration cannot be edited so that it says this and nothing else.
    fn switch(&self, feature: Feature, target: &Target) -> Option<Action> {
        let pgxkit = match target {
            Target::Project => &self.document.config.database.pgxkit,
            Target::Entry { now, .. } => now,
        };
        let on = !feature.is_on(pgxkit);
        let text = self.configuration_with(feature, target, on)?;
        let texts = ProjectTexts {
            configuration: TextFile::new(&*self.texts.configuration.path, &*text),
            ..self.texts.clone()
        };
        let path = Arc::clone(&self.texts.configuration.path);
        let after = Snapshot::new(texts, Some(self));
        if after.expected.files == self.expected.files || !after.is_sure() {
            return None;
        }
        let verb = if on { "Enable" } else { "Disable" };
        let whose = match target {
            Target::Project => "the project",
            Target::Entry { name, .. } => name,
        };
        let kept = after.kept();
        let mut changes = vec![Change::Write { path, text: text.into() }];
        changes.extend(after.changes());
        Some(Action {
            title: format!("{verb} {} for {whose} and regenerate{kept}", feature.name()),
            kind: ActionKind::Rewrite,
            preferred: false,
            mends: Vec::new(),
            changes,
            configuration: None,
        })
    }

    /// The text of the configuration with a feature switched.
    fn configuration_with(&self, feature: Feature, target: &Target, on: bool) -> Option<String> {
        let mut wanted = self.document.config.clone();
        let path = match target {
            Target::Project => {
                *feature.in_project(&mut wanted.database.pgxkit) = on;
                vec!["database", "pgxkit", feature.key(), "enabled"]
            }
            Target::Entry { pattern, .. } => {
                *feature.in_entry(entry_of(&mut wanted, pattern)?)? = Some(on);
                vec!["tables", pattern, "pgxkit", feature.key(), "enabled"]
            }
        };
        let old = &self.texts.configuration;
        let text = set(&old.text, &path, on).ok()?.apply(&old.text);
        let document = Document::parse(&old.path, &text);
        let errors = |document: &Document| {
            document.problems.iter().filter(|it| it.severity == Severity::Error).count()
        };
        let says_so = document.config == wanted && errors(&document) == errors(&self.document);
        says_so.then_some(text)
    }

    /// Whether every file that is expected is in line or known not to be: while an error leaves
    /// in doubt what is wanted, nothing is regenerated.
    fn is_sure(&self) -> bool {
        self.expected.files.iter().all(|file| {
            let actual = self.output_file(&file.path);
            self.state(&file.path).is_some() || actual.is_some_and(|it| it.text == file.text)
        })
    }

    /// Which files stay as they are because a person edited or wrote them, as the end of a title.
    fn kept(&self) -> String {
        let kept = |state: &FileState| matches!(state.state, State::Edited | State::Foreign);
        let files: Vec<&FileState> = self.states().filter(|state| kept(state)).collect();
        match files.as_slice() {
            [] => String::new(),
            [one] => {
                let name = one.path.rsplit('/').next().unwrap_or(&one.path);
                let why = match one.state {
                    State::Foreign => "is not pgwright's",
                    _ => "was edited by hand",
                };
                format!(", but not {name}, which {why}")
            }
            more => format!(", but not {} files that were edited by hand", more.len()),
        }
    }
}

/// The entry of `tables` with that key; a new one stands behind the others.
fn entry_of<'a>(config: &'a mut Config, pattern: &str) -> Option<&'a mut TableEntry> {
    let tables = &mut config.tables;
    match tables.iter().position(|entry| entry.pattern.as_str() == pattern) {
        Some(at) => tables.get_mut(at),
        None => {
            tables.push(TableEntry::new(TablePattern::parse(pattern).ok()?));
            tables.last_mut()
        }
    }
}

/// Whether two spans share a place.
fn meet(a: Span, b: Span) -> bool {
    a.touches(b.start) || b.touches(a.start)
}
