//! The names in a generated Go file, in its text as it stands, which need not be in line.

use super::go_text::{Word, words};
use crate::Snapshot;
use crate::drift::{column_of, squashed};
use pgwright_codegen::{GeneratedFile, Origin};
use pgwright_problem::TextFile;
use pgwright_schema::model::{ColumnId, Model, ObjectId, Relation};
use pgwright_schema::replay::{Mention, Object};
use std::collections::{BTreeMap, BTreeSet};

/// What pgwright declares in a file, by names.
struct Declared<'a> {
    /// The struct's name, where the file is a table's.
    row: Option<&'a str>,
    /// The fields of the struct, each with its type, in order.
    fields: Vec<(&'a str, &'a str, ColumnId)>,
    /// Methods, types and constants, and what they stand for.
    names: BTreeMap<&'a str, Object>,
}

/// What the expected file declares.
fn declarations<'a>(snapshot: &'a Snapshot, file: &'a GeneratedFile) -> Declared<'a> {
    let mut declared = Declared { row: None, fields: Vec::new(), names: BTreeMap::new() };
    let model = snapshot.model();
    let relation = file.relation.and_then(|id| model.relation(id));
    for origin in &file.origins {
        let text = file.text.get(origin.span.range()).unwrap_or_default();
        match relation {
            Some(relation) => declared.of_table(relation, &file.text, origin, text),
            None => declared.of_type(model, origin, text),
        }
    }
    declared
}

impl<'a> Declared<'a> {
    fn of_table(&mut self, relation: &Relation, whole: &'a str, origin: &Origin, text: &'a str) {
        if let Some(column) = column_of(relation, &origin.what) {
            if self.fields.iter().any(|(_, _, id)| *id == column.id) {
                return;
            }
            if self.row.is_none() {
                self.row = row(whole.get(..origin.span.start as usize).unwrap_or_default());
            }
            let (field, rest) = text.split_once(' ').unwrap_or((text, ""));
            let data_type = rest.split('`').next().unwrap_or(rest).trim();
            self.fields.push((field, data_type, column.id));
        } else if let Some(name) = method(text) {
            let object = origin.cause.as_ref().and_then(|cause| {
                let constraints = relation.constraints.iter().map(|it| (&it.history, true, it.id));
                let indexes = relation.indexes.iter().map(|it| (&it.history, false, it.id));
                let mut parts = constraints.chain(indexes);
                let (_, constraint, id) = parts.find(|(history, ..)| {
                    history.as_ref().is_some_and(|history| history.latest() == cause)
                })?;
                Some(match constraint {
                    true => Object::Constraint(relation.id, id),
                    false => Object::Index(relation.id, id),
                })
            });
            self.names.insert(name, object.unwrap_or(Object::Relation(relation.id)));
        }
    }

    fn of_type(&mut self, model: &Model, origin: &Origin, text: &'a str) {
        let Some(name) = origin.what.strip_prefix("type ") else { return };
        let of_name = model.types.values().find(|it| {
            name.strip_suffix(&*it.name).and_then(|rest| rest.strip_suffix('.'))
                == Some(model.schema_name(it.schema))
        });
        let Some(user_type) = of_name else { return };
        for line in text.lines() {
            let mut parts = line.split_whitespace();
            match (parts.next(), parts.next(), parts.next(), parts.next()) {
                (Some("type"), Some(name), ..) => {
                    self.names.insert(name, Object::Type(user_type.id));
                }
                (Some(name), Some(_), Some("="), Some(value)) => {
                    let value = value.trim_matches('"');
                    let label = user_type.labels().iter().find(|label| ***label == *value);
                    if let Some(label) = label {
                        self.names.insert(name, Object::Label(user_type.id, label.clone()));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The struct whose fields begin behind `before`.
fn row(before: &str) -> Option<&str> {
    let (_, behind) = before.rsplit_once("\ntype ")?;
    behind.split_whitespace().next()
}

/// The method that a piece of Go declares.
fn method(text: &str) -> Option<&str> {
    let (_, behind) = text.split_once("func (")?;
    let (_, behind) = behind.split_once(") ")?;
    behind.split('(').next().filter(|name| !name.is_empty())
}

/// The fields of the row struct that a text of a repository declares, each with the rest of its
/// line.
pub(crate) fn row_fields(text: &str) -> Vec<(&str, String)> {
    let repository = text
        .lines()
        .find_map(|line| line.strip_prefix("type ")?.strip_suffix("Repository struct {"));
    let Some(row) = repository else { return Vec::new() };
    let opening = format!("type {row} struct {{");
    let lines = text.lines().skip_while(|line| **line != *opening).skip(1);
    lines
        .take_while(|line| !line.starts_with('}'))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let name = words.next().filter(|name| !name.starts_with("//"))?;
            Some((name, words.collect::<Vec<_>>().join(" ")))
        })
        .collect()
}

/// The table that a generated file is of: the one that it is expected for, or, where it is
/// expected no more, the one that its header names, now or once.
pub(crate) fn table(snapshot: &Snapshot, file: &TextFile) -> Option<ObjectId> {
    if let Some(expected) = snapshot.expected_file(&file.path) {
        return expected.relation;
    }
    let header = file.text.lines().find_map(|line| line.strip_prefix("// Source: "))?;
    let (_, name) = header.rsplit_once(' ')?;
    let (schema, name) = name.split_once('.')?;
    if let Some(relation) = snapshot.model().relation_named(schema, name) {
        return Some(relation.id);
    }
    let gone = snapshot.replay.steps.iter().rev().flat_map(|it| it.gone.iter());
    let mut gone = gone.filter(|it| it.column.is_none() && *it.schema == *schema);
    gone.find(|it| *it.relation.name == *name).map(|it| it.relation.id)
}

/// The names in a generated file that stand for something.
pub(super) fn mentions(snapshot: &Snapshot, file: &TextFile) -> Vec<Mention> {
    let relation = table(snapshot, file);
    let expected = match relation {
        Some(id) => snapshot.file_of(id),
        None => snapshot.expected_file(&file.path),
    };
    let declared = expected.map(|expected| declarations(snapshot, expected));
    let reader = Reader {
        text: &file.text,
        relation: relation.and_then(|id| snapshot.model().relation(id)).map(|it| &**it),
        declared: declared.as_ref(),
        gone: relation.map(|id| gone_columns(snapshot, id)).unwrap_or_default(),
    };
    reader.mentions()
}

/// The columns that a table had under other names.
fn gone_columns(snapshot: &Snapshot, relation: ObjectId) -> BTreeMap<String, ColumnId> {
    let gone = snapshot.replay.steps.iter().flat_map(|it| it.gone.iter());
    gone.filter(|it| it.relation.id == relation)
        .filter_map(|it| {
            let name = it.column.as_ref()?;
            Some((squashed(name), it.relation.column_named(name)?.id))
        })
        .collect()
}

struct Reader<'a> {
    text: &'a str,
    relation: Option<&'a Relation>,
    declared: Option<&'a Declared<'a>>,
    gone: BTreeMap<String, ColumnId>,
}

impl Reader<'_> {
    fn mentions(&self) -> Vec<Mention> {
        let words = words(self.text);
        let packages = self.packages();
        let rows = self.rows();
        let mut found = Vec::new();
        let mut before = "";
        let mut in_row = false;
        for word in &words {
            let name = self.text.get(word.span.range()).unwrap_or_default();
            // `type X struct {` … `}`: the lines between declare fields.
            if word.first {
                let line_start = self.line_start(word.span.start);
                let top = line_start == word.span.start;
                in_row = if top { false } else { in_row };
            }
            let of_package = word.selected && packages.contains(before);
            let object = match word.in_string {
                true => self.in_string(name),
                false if of_package => None,
                false => self.named(name, word, in_row, &rows),
            };
            if let Some((object, names)) = object {
                found.push(Mention { span: word.span, object, names });
            }
            if !word.in_string && name == "struct" {
                in_row = rows.contains(before);
            }
            before = name;
        }
        found
    }

    fn line_start(&self, offset: u32) -> u32 {
        let before = self.text.get(..offset as usize).unwrap_or_default();
        before.rfind('\n').map_or(0, |at| at as u32 + 1)
    }

    /// The names of imported packages, as far as they are the last part of their path.
    fn packages(&self) -> BTreeSet<&str> {
        let paths = self.text.lines().take_while(|line| !line.starts_with("func "));
        paths
            .map(str::trim)
            .filter_map(|line| line.strip_suffix('"')?.rsplit_once('"'))
            .map(|(_, path)| path)
            .flat_map(|path| path.rsplit('/').take(2))
            .collect()
    }

    /// The structs whose fields are columns, as the text as it stands calls them: their dest or
    /// values methods and their repositories tell.
    fn rows(&self) -> BTreeSet<String> {
        let repository = self.text.lines().find_map(|line| {
            let name = line.strip_prefix("type ")?.strip_suffix(" struct {")?;
            name.strip_suffix("Repository").map(str::to_owned)
        });
        let own = self.declared.and_then(|it| it.row).map(str::to_owned);
        let all = repository.into_iter().chain(own).flat_map(|row| {
            [format!("Create{row}Params"), format!("Update{row}Params"), format!("{row}Key"), row]
        });
        all.collect()
    }

    fn in_string(&self, name: &str) -> Option<(Object, bool)> {
        let relation = self.relation?;
        if let Some(column) = relation.column_named(name) {
            return Some((Object::Column(relation.id, column.id), false));
        }
        (*relation.name == *name).then_some((Object::Relation(relation.id), false))
    }

    fn named(
        &self,
        name: &str,
        word: &Word,
        in_row: bool,
        rows: &BTreeSet<String>,
    ) -> Option<(Object, bool)> {
        let field = word.first && in_row;
        if let Some(relation) = self.relation {
            if (field || word.selected)
                && let Some(column) = self.column(relation, name, field)
            {
                return Some((Object::Column(relation.id, column), field));
            }
            if !word.selected {
                let row = name.strip_prefix("New").unwrap_or(name);
                let bare = row.strip_suffix("WithReadWrite").unwrap_or(row);
                let bare = bare.strip_suffix("Repository").unwrap_or(bare);
                if rows.contains(bare) {
                    let line = self.line_start(word.span.start) as usize;
                    let before = self.text.get(line..word.span.start as usize).unwrap_or_default();
                    let names = before == "type ";
                    return Some((Object::Relation(relation.id), names));
                }
            }
        }
        let object = self.declared?.names.get(name)?.clone();
        let line = self.line_start(word.span.start) as usize;
        let before = self.text.get(line..word.span.start as usize).unwrap_or_default();
        let makes = before == "type "
            || word.first
            || before.starts_with("func (") && before.ends_with(") ");
        Some((object, makes))
    }

    /// The column of a field: by the field's name as it should be, or, for one that is declared
    /// and should not be here, by the name that the column has or had.
    fn column(&self, relation: &Relation, name: &str, field: bool) -> Option<ColumnId> {
        let fields = self.declared.map(|it| &*it.fields).unwrap_or_default();
        if let Some((_, _, id)) = fields.iter().find(|(own, ..)| *own == name) {
            return Some(*id);
        }
        if !field {
            return None;
        }
        let wanted = squashed(name);
        let now = relation.columns.iter().find(|it| squashed(&it.name) == wanted);
        now.map(|it| it.id).or_else(|| self.gone.get(&wanted).copied())
    }
}

impl Snapshot {
    /// The file that a table's repository is in, as it should be.
    pub(crate) fn file_of(&self, relation: ObjectId) -> Option<&GeneratedFile> {
        let mut files = self.expected.files.iter().map(|file| &**file);
        files.find(|file| file.relation == Some(relation) && file.path.ends_with("_repository.go"))
    }

    /// What a table's row struct is called in Go, and where that is.
    pub(crate) fn row_of(&self, relation: ObjectId) -> Option<(&str, &GeneratedFile)> {
        let file = self.file_of(relation)?;
        Some((declarations(self, file).row?, file))
    }

    /// The field of a column's struct, and its Go type.
    pub(crate) fn field_of(&self, relation: ObjectId, column: ColumnId) -> Option<(&str, &str)> {
        let file = self.file_of(relation)?;
        let fields = declarations(self, file).fields;
        fields.into_iter().find(|(.., id)| *id == column).map(|(name, go, _)| (name, go))
    }
}
