//! What an editor shows of the thing under the pointer.

use crate::Snapshot;
use crate::names::Role;
use crate::page::{Page, code};
use crate::{definitions, objects};
use pgwright_config::keys;
use pgwright_problem::Span;
use pgwright_schema::model::History;
use pgwright_schema::replay::{How, Mention, Object};
use similar::{ChangeTag, TextDiff};
use std::sync::Arc;

/// Something under the pointer, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What the text is about.
    pub span: Span,
    /// The text.
    pub page: Page,
}

impl Snapshot {
    /// What there is to say of the name or key at `offset` in the file `path`: of a name in a
    /// migration, the object as it stands behind that migration and what is different now; of a
    /// key of the configuration, its meaning. `None`: there is neither.
    pub fn hover(&self, path: &str, offset: u32) -> Option<Hover> {
        if let Some(mention) = self.mention_at(path, offset) {
            let page = self.object_page(path, &mention)?;
            return Some(Hover { span: mention.span, page });
        }
        match self.role(path) {
            Role::Configuration => self.key_hover(offset),
            _ => None,
        }
    }

    /// All of the object of a name in the file `path`, as it stands there.
    fn object_page(&self, path: &str, mention: &Mention) -> Option<Page> {
        let object = &mention.object;
        let model = &self.model_of(path, mention)?;
        let definition = definitions::definition(model, object)?;
        let page = Page::default()
            .code("sql", definition.as_str())
            .quote(objects::comment(model, object).as_deref())
            .text(self.in_go(object))
            .text(made_by(objects::history(model, object)));
        Some(match self.role(path) {
            Role::Step(step) => self.now(page, step, object, &definition),
            _ => page,
        })
    }

    /// What is different now from what the definition says.
    fn now(&self, page: Page, step: usize, object: &Object, then: &str) -> Page {
        let Some(now) = definitions::definition(self.model(), object) else {
            let by = self.dropped_by(step, object);
            let by = by.map_or_else(String::new, |by| format!(", dropped by {}", code(&by)));
            return page.text(format!("**Now** it is not there any more{by}."));
        };
        if now == then {
            return page;
        }
        let (then, now) = (bare_lines(then), bare_lines(&now));
        let difference = TextDiff::from_lines(&then, &now);
        let lines: Vec<String> = difference
            .iter_all_changes()
            .filter_map(|change| {
                let sign = match change.tag() {
                    ChangeTag::Equal => return None,
                    ChangeTag::Delete => "-",
                    ChangeTag::Insert => "+",
                };
                Some(format!("{sign} {}", change.value().trim_end()))
            })
            .collect();
        page.text("**Now** it differs:").code("diff", lines.join("\n"))
    }

    /// The migration from `step` on that dropped an object, as far as that is a table, a column,
    /// or what hangs on them.
    fn dropped_by(&self, step: usize, object: &Object) -> Option<String> {
        if !objects::is_there(&self.replay.model_behind(step + 1), object) {
            return self.replay.steps.get(step).map(|it| file_name(&it.step.path).to_owned());
        }
        let (id, column) = match object {
            Object::Column(id, column) => (*id, Some(*column)),
            Object::Relation(id) | Object::Constraint(id, _) | Object::Index(id, _) => (*id, None),
            _ => return None,
        };
        self.replay.steps.iter().skip(step).find_map(|replayed| {
            let mut gone = replayed.gone.iter().filter(|it| it.how == How::Dropped);
            let found = gone.any(|it| {
                it.relation.id == id
                    && match &it.column {
                        None => true,
                        Some(name) => column.is_some_and(|column| {
                            it.relation.column_named(name).is_some_and(|it| it.id == column)
                        }),
                    }
            });
            found.then(|| file_name(&replayed.step.path).to_owned())
        })
    }

    /// What an object is in Go.
    pub(crate) fn in_go(&self, object: &Object) -> String {
        match object {
            Object::Relation(id) => self.row_of(*id).map_or_else(String::new, |(row, file)| {
                format!("Go: {} in {}", code(row), code(&file.path))
            }),
            Object::Column(id, column) => {
                let row = self.row_of(*id).map_or("", |(row, _)| row);
                self.field_of(*id, *column).map_or_else(String::new, |(field, data_type)| {
                    format!("Go: {}", code(&format!("{row}.{field} {data_type}")))
                })
            }
            _ => String::new(),
        }
    }

    fn key_hover(&self, offset: u32) -> Option<Hover> {
        let path = self.document.path_at(offset);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let (key_span, value_span) =
            (self.document.key_span(&path), self.document.value_span(&path));
        let span = [key_span, value_span].into_iter().flatten().find(|it| it.touches(offset))?;
        let key = keys::find(&path)?;
        let mut page = Page::default().text(format!("**{}**", code(&shown(&path))));
        // A value that is chosen from a few means something by itself.
        let text = self.texts.configuration.text.get(span.range()).unwrap_or_default();
        let chosen = key.values().find(|choice| choice.name == text.trim_matches(['"', '\'']));
        if let Some(choice) = chosen.filter(|_| key_span != Some(span) || path.len() > 1) {
            page = page.text(format!("{}: {}", code(choice.name), choice.doc));
        }
        page = page.text(key.meaning()).text(format!("Takes {}.", key.takes()));
        if key.default != keys::Default::None {
            page = page.text(format!("Default: {}.", key.default_shown()));
        }
        Some(Hover { span, page: self.matched(page, &path) })
    }

    /// The tables that an entry of `tables` is about.
    fn matched(&self, page: Page, path: &[&str]) -> Page {
        let ["tables", pattern] = path else { return page };
        let config = &self.document.config;
        let Some(entry) = config.tables.iter().find(|it| it.pattern.as_str() == *pattern) else {
            return page;
        };
        let model = self.model();
        let tables: Vec<String> = model
            .relations
            .values()
            .filter(|it| {
                let schema = model.schema_name(it.schema);
                entry.pattern.matches(config.first_schema(), schema, &it.name)
            })
            .map(|it| code(&it.name))
            .collect();
        match tables.as_slice() {
            [] => page.text("It matches no table."),
            tables if tables.len() > 12 => {
                let first = tables.get(..12).unwrap_or_default().join(", ");
                page.text(format!("It matches {} tables: {first} …", tables.len()))
            }
            tables => page.text(format!("It matches {}.", tables.join(", "))),
        }
    }
}

/// The lines of a definition without what only parts or closes them.
fn bare_lines(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_end_matches([',', ';', '(', ' ']));
    lines.filter(|line| !matches!(*line, "" | ")")).map(|line| format!("{line}\n")).collect()
}

/// A path of keys as it is spoken of: `tables.users.functions`; indices are left out.
fn shown(path: &[&str]) -> String {
    let keys: Vec<&str> =
        path.iter().copied().filter(|step| step.parse::<usize>().is_err()).collect();
    keys.join(".")
}

/// Which migrations made an object and changed it; of many changes the last ones.
fn made_by(history: Option<&History>) -> String {
    let Some(history) = history else { return String::new() };
    let made = &history.made.file;
    let mut changed: Vec<&Arc<str>> = Vec::new();
    for place in &history.changed {
        if place.file != *made && changed.last() != Some(&&place.file) {
            changed.push(&place.file);
        }
    }
    let mut text = format!("Made by {}", code(file_name(made)));
    let last = changed.get(changed.len().saturating_sub(3)..).unwrap_or_default();
    for (at, file) in last.iter().enumerate() {
        let verb = if at == 0 { ", changed by " } else { ", " };
        text += &format!("{verb}{}", code(file_name(file)));
    }
    text
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
