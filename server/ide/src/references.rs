//! Every place that names an object: in migrations, in the configuration, in generated Go.

use crate::Snapshot;
use crate::{names, objects};
use pgwright_codegen::header::is_foreign;
use pgwright_problem::{Location, Span, TextFile};
use pgwright_schema::identifier;
use pgwright_schema::model::History;
use pgwright_schema::replay::{How, Mention, Object};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A place in the file that was asked about, which names the same object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    /// The name.
    pub span: Span,
    /// Whether the object gets its name there.
    pub names: bool,
}

impl Snapshot {
    /// Every place that names the object which the name at `offset` in the file `path` stands for,
    /// under whatever name, sorted; of generated Go the declarations. `declarations`: also where it
    /// is made or gets another name. `None`: there is no name.
    pub fn references(&self, path: &str, offset: u32, declarations: bool) -> Option<Vec<Location>> {
        let mention = self.mention_at(path, offset)?;
        let object = mention.object.clone();
        let mut found = Vec::new();
        let mut add = |file: &TextFile, mentions: &[Mention], wanted: fn(&Mention) -> bool| {
            let own = mentions.iter().filter(|it| it.object == object && wanted(it));
            let own = own.filter(|it| declarations || !it.names || file.path.ends_with(".go"));
            found.extend(own.map(|it| Location::new(&file.path, it.span)));
        };
        let all: HashMap<&str, &TextFile> =
            self.texts.all().map(|file| (&*file.path, file)).collect();
        let known = self.names_of(path, &mention, &all);
        let steps: Vec<(usize, &TextFile)> = self
            .replay
            .steps
            .iter()
            .enumerate()
            .filter_map(|(at, it)| Some((at, *all.get(&*it.step.path)?)))
            .filter(|(_, file)| mentions_any(&file.text, &known))
            .collect();
        let asked: Vec<(usize, &Arc<str>)> =
            steps.iter().map(|(at, file)| (*at, &file.text)).collect();
        for ((_, file), mentions) in steps.iter().zip(self.replay.mentions_of_steps(&asked)) {
            add(file, &mentions, |_| true);
        }
        let configuration = &self.texts.configuration;
        add(configuration, &self.mentions(&configuration.path), |_| true);
        for file in self.texts.output.iter() {
            if self.may_declare(file, &object) {
                add(file, &self.mentions(&file.path), |it| it.names);
            }
        }
        found.sort();
        found.dedup();
        Some(found)
    }

    /// The places in the file `path` that name the same object as the name at `offset`.
    pub fn highlights(&self, path: &str, offset: u32) -> Option<Vec<Highlight>> {
        let object = self.mention_at(path, offset)?.object;
        let mentions = self.mentions(path);
        let own = mentions.iter().filter(|it| it.object == object);
        Some(own.map(|it| Highlight { span: it.span, names: it.names }).collect())
    }

    /// Whether a file in the output folder may declare something for an object.
    pub(crate) fn may_declare(&self, file: &TextFile, object: &Object) -> bool {
        let wanted = match object {
            Object::Relation(id)
            | Object::Column(id, _)
            | Object::Constraint(id, _)
            | Object::Index(id, _) => Some(*id),
            Object::Type(_) | Object::Label(..) => None,
            _ => return false,
        };
        names::table(self, file) == wanted && !is_foreign(&file.path, &file.text)
    }

    /// Every name that an object has along the history.
    fn names_of(
        &self,
        path: &str,
        mention: &Mention,
        files: &HashMap<&str, &TextFile>,
    ) -> BTreeSet<String> {
        let object = &mention.object;
        let mut models = vec![self.model().clone()];
        models.extend(self.model_of(path, mention));
        let mut known = BTreeSet::new();
        let mut add = |name: &str| known.insert(name.to_ascii_lowercase());
        for name in models.iter().filter_map(|it| objects::name(it, object)) {
            add(&name);
        }
        if let Object::Label(id, _) = object {
            // What names a label names its type.
            models.iter().filter_map(|it| it.user_type(*id)).for_each(|it| {
                add(&it.name);
            });
        }
        let mut histories: Vec<History> =
            models.iter().filter_map(|model| objects::history(model, object)).cloned().collect();
        for gone in self.replay.steps.iter().flat_map(|it| it.gone.iter()) {
            let (id, column) = match object {
                Object::Relation(id) | Object::Constraint(id, _) | Object::Index(id, _) => {
                    (*id, None)
                }
                Object::Column(id, column) => (*id, Some(*column)),
                _ => continue,
            };
            if gone.relation.id != id {
                continue;
            }
            match (column, &gone.column) {
                (None, None) => {
                    add(&gone.relation.name);
                }
                (Some(column), Some(name)) => {
                    let own = gone.relation.column_named(name);
                    if own.is_some_and(|it| it.id == column) {
                        add(name);
                    }
                }
                _ => {}
            }
            if gone.how == How::Dropped {
                histories.extend(objects::part_history(&gone.relation, object).cloned());
            }
        }
        for place in histories.iter().flat_map(|it| [&it.made].into_iter().chain(&it.changed)) {
            let text = files.get(&*place.file).and_then(|it| it.text.get(place.span.range()));
            if let Some(text) = text {
                add(&identifier(text));
            }
        }
        known
    }
}

/// Whether a text holds one of some names, in whatever case: what does not is not read for them.
fn mentions_any(text: &str, names: &BTreeSet<String>) -> bool {
    let text = text.to_ascii_lowercase();
    // A name in a quoted or an escaped form is written in its letters, but for doubled quotes.
    names.iter().any(|name| text.contains(name) || name.contains('"'))
}
