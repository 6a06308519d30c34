//! Types: enums, domains, composite and range types, and what extensions bring.

use super::expressions::bare;
use super::names::Catalog;
use super::{Reader, get, letter, maybe_text, text};
use crate::Error;
use pgwright_schema::model::{Attribute, BaseType, ColumnId, DomainCheck, TypeKind, UserType};
use std::collections::HashMap;
use std::sync::Arc;
use tokio_postgres::Row;

const WHAT: &str = "types";

/// One row of `pg_type`, as far as it is needed twice.
struct TypeRow {
    oid: u32,
    namespace: u32,
    schema: String,
    name: Arc<str>,
    /// `b`, `c`, `d`, `e`, `m`, `p`, `r`.
    kind: char,
    /// The relation of a composite type or row type.
    relation: u32,
    /// Of that relation.
    relation_kind: Option<char>,
    /// Of a true array.
    element: u32,
    defined: bool,
    array_name: Option<Arc<str>>,
    base: u32,
    base_spelled: Option<String>,
    not_null: bool,
    default: Option<Arc<str>>,
    subtype: Option<u32>,
    multirange: Option<u32>,
}

impl Reader<'_> {
    /// All types: those of the system for their names, the others for the model.
    pub(super) async fn types(&mut self) -> Result<(), Error> {
        // An array is true when it is the array type of its elements' type; others, such as
        // `point`, can only be indexed.
        let rows = self
            .query(
                WHAT,
                "SELECT t.oid, t.typnamespace, n.nspname, t.typname, t.typtype, t.typrelid, \
                        c.relkind, CASE WHEN e.typarray = t.oid THEN e.oid ELSE 0 END, \
                        t.typisdefined, a.typname, t.typbasetype, \
                        CASE WHEN t.typtypmod >= 0 \
                            THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END, \
                        t.typnotnull, t.typdefault, r.rngsubtype, r.rngmultitypid \
                 FROM pg_catalog.pg_type t \
                 JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
                 LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid \
                 LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem \
                 LEFT JOIN pg_catalog.pg_type a ON a.oid = t.typarray \
                 LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid \
                 ORDER BY t.oid",
            )
            .await?;
        let rows = rows.iter().map(type_row).collect::<Result<Vec<_>, _>>()?;
        for row in rows.iter().filter(|row| row.element == 0) {
            let system = self.schema_of(row.namespace).is_none();
            let row_type = row.kind == 'c' && row.relation_kind != Some('c');
            let base = if system {
                None
            } else if row_type {
                Some(BaseType::Row(self.ids.of(&mut self.model, Catalog::Class, row.relation)))
            } else {
                Some(BaseType::User(self.ids.of(&mut self.model, Catalog::Type, row.oid)))
            };
            self.ids.set_type(row.oid, &row.schema, &row.name, base);
        }
        for row in rows.iter().filter(|row| row.element != 0) {
            self.ids.set_array(row.oid, row.element);
        }
        let mut labels = self.labels().await?;
        let mut checks = self.domain_checks().await?;
        let mut attributes = self.attributes().await?;
        for row in &rows {
            let Some(schema) = self.schema_of(row.namespace) else { continue };
            let row_type = row.kind == 'c' && row.relation_kind != Some('c');
            if row.element != 0 || row_type {
                continue;
            }
            let kind = match row.kind {
                'e' => TypeKind::Enum { labels: labels.remove(&row.oid).unwrap_or_default() },
                'd' => TypeKind::Domain {
                    base: self.ids.type_of(row.base, row.base_spelled.as_deref()),
                    not_null: row.not_null,
                    default: row.default.clone(),
                    checks: checks.remove(&row.oid).unwrap_or_default(),
                },
                'c' => TypeKind::Composite {
                    attributes: attributes.remove(&row.relation).unwrap_or_default(),
                },
                'r' => TypeKind::Range {
                    subtype: self.ids.type_of(row.subtype.unwrap_or(0), None),
                    multirange: row
                        .multirange
                        .and_then(|multirange| self.ids.known(Catalog::Type, multirange)),
                },
                'm' => {
                    let range = rows.iter().find(|range| range.multirange == Some(row.oid));
                    let id = range.and_then(|range| self.ids.known(Catalog::Type, range.oid));
                    id.map_or(TypeKind::Base, |range| TypeKind::Multirange { range })
                }
                _ if !row.defined => TypeKind::Shell,
                _ => TypeKind::Base,
            };
            let user_type = UserType {
                id: self.ids.of(&mut self.model, Catalog::Type, row.oid),
                schema,
                name: Arc::clone(&row.name),
                kind,
                array_name: row.array_name.clone(),
                comment: self.comment(Catalog::Type, row.oid, 0),
                extension: self.member_of(Catalog::Type, row.oid),
                history: None,
            };
            self.model.put_type(user_type);
        }
        Ok(())
    }

    async fn labels(&self) -> Result<HashMap<u32, Vec<Arc<str>>>, Error> {
        let what = "enum labels";
        let query = "SELECT enumtypid, enumlabel FROM pg_catalog.pg_enum \
                     ORDER BY enumtypid, enumsortorder";
        let mut labels: HashMap<u32, Vec<Arc<str>>> = HashMap::new();
        for row in &self.query(what, query).await? {
            labels.entry(get(row, 0, what)?).or_default().push(text(row, 1, what)?);
        }
        Ok(labels)
    }

    async fn domain_checks(&self) -> Result<HashMap<u32, Vec<DomainCheck>>, Error> {
        let what = "checks of domains";
        let query = "SELECT contypid, conname, pg_catalog.pg_get_expr(conbin, 0) \
                     FROM pg_catalog.pg_constraint \
                     WHERE contypid <> 0 AND contype = 'c' AND oid >= 16384 ORDER BY oid";
        let mut checks: HashMap<u32, Vec<DomainCheck>> = HashMap::new();
        for row in &self.query(what, query).await? {
            let expression = bare(get(row, 2, what)?);
            let check = DomainCheck { name: text(row, 1, what)?, expression };
            checks.entry(get(row, 0, what)?).or_default().push(check);
        }
        Ok(checks)
    }

    /// The attributes of free-standing composite types, by relation.
    async fn attributes(&self) -> Result<HashMap<u32, Vec<Attribute>>, Error> {
        let what = "attributes of composite types";
        let query = "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, \
                            CASE WHEN a.atttypmod >= 0 \
                                THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END \
                     FROM pg_catalog.pg_attribute a \
                     JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
                     WHERE c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped \
                     ORDER BY a.attrelid, a.attnum";
        let mut attributes: HashMap<u32, Vec<Attribute>> = HashMap::new();
        for row in &self.query(what, query).await? {
            let relation = get(row, 0, what)?;
            let number: i16 = get(row, 1, what)?;
            let attribute = Attribute {
                id: ColumnId(number.unsigned_abs()),
                name: text(row, 2, what)?,
                data_type: self.ids.type_of(get(row, 3, what)?, get(row, 4, what)?),
                comment: self.comment(Catalog::Class, relation, i32::from(number)),
            };
            attributes.entry(relation).or_default().push(attribute);
        }
        Ok(attributes)
    }
}

fn type_row(row: &Row) -> Result<TypeRow, Error> {
    let relation_kind: Option<i8> = get(row, 6, WHAT)?;
    Ok(TypeRow {
        oid: get(row, 0, WHAT)?,
        namespace: get(row, 1, WHAT)?,
        schema: get(row, 2, WHAT)?,
        name: text(row, 3, WHAT)?,
        kind: letter(row, 4, WHAT)?,
        relation: get(row, 5, WHAT)?,
        relation_kind: relation_kind.map(|code| char::from(code.unsigned_abs())),
        element: get(row, 7, WHAT)?,
        defined: get(row, 8, WHAT)?,
        array_name: maybe_text(row, 9, WHAT)?,
        base: get(row, 10, WHAT)?,
        base_spelled: get(row, 11, WHAT)?,
        not_null: get(row, 12, WHAT)?,
        default: maybe_text(row, 13, WHAT)?,
        subtype: get(row, 14, WHAT)?,
        multirange: get(row, 15, WHAT)?,
    })
}
