//! Tables and views: columns, constraints, indexes, parents.

use super::expressions::bare;
use super::names::Catalog;
use super::{Reader, USER_SCHEMA, get, letter, maybe_text, text};
use crate::Error;
use pgwright_schema::model::{
    Column, ColumnId, Constraint, ConstraintKind, Generated, Identity, Index, IndexKey,
    IndexTarget, ObjectId, PartitionKey, ReferentialAction, Relation, RelationKind,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio_postgres::Row;

/// Tables, views, materialized views and foreign tables.
const RELATIONS: &str = "c.relkind IN ('r', 'p', 'v', 'm', 'f')";

impl Reader<'_> {
    /// Relations with all that hangs on them, and sequences.
    pub(super) async fn relations(&mut self) -> Result<(), Error> {
        let mut relations = self.bare_relations().await?;
        self.parents(&mut relations).await?;
        self.partition_keys(&mut relations).await?;
        self.columns(&mut relations).await?;
        self.indexes(&mut relations).await?;
        self.constraints(&mut relations).await?;
        self.view_dependencies(&mut relations).await?;
        for relation in relations.into_values() {
            self.model.put_relation(relation);
        }
        self.sequences().await
    }

    async fn bare_relations(&mut self) -> Result<BTreeMap<u32, Relation>, Error> {
        let what = "relations";
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relnatts, t.typrelid, \
                            t.oid \
                     FROM pg_catalog.pg_class c \
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                     LEFT JOIN pg_catalog.pg_type t ON t.oid = c.reloftype \
                     WHERE {RELATIONS} AND {USER_SCHEMA} ORDER BY c.oid"
                ),
            )
            .await?;
        let mut relations = BTreeMap::new();
        for row in &rows {
            let oid = get(row, 0, what)?;
            let namespace = get(row, 1, what)?;
            let attributes: i16 = get(row, 4, what)?;
            let of_type: Option<u32> = get(row, 6, what)?;
            let relation = Relation {
                id: self.ids.of(&mut self.model, Catalog::Class, oid),
                schema: self.ids.of(&mut self.model, Catalog::Namespace, namespace),
                name: text(row, 2, what)?,
                kind: match letter(row, 3, what)? {
                    'p' => RelationKind::PartitionedTable,
                    'v' => RelationKind::View,
                    'm' => RelationKind::MaterializedView,
                    'f' => RelationKind::ForeignTable,
                    _ => RelationKind::Table,
                },
                columns: Vec::new(),
                next_column: attributes.unsigned_abs() + 1,
                constraints: Vec::new(),
                indexes: Vec::new(),
                partition_bound: None,
                partition_of: None,
                inherits: Vec::new(),
                of_type: of_type.and_then(|oid| self.ids.known(Catalog::Type, oid)),
                partition_key: None,
                depends_on: Vec::new(),
                comment: self.comment(Catalog::Class, oid, 0),
                temporary: false,
                extension: self.member_of(Catalog::Class, oid),
                history: None,
            };
            relations.insert(oid, relation);
        }
        Ok(relations)
    }

    async fn parents(&mut self, relations: &mut BTreeMap<u32, Relation>) -> Result<(), Error> {
        let what = "inheritance";
        let query = "SELECT i.inhrelid, i.inhparent, c.relispartition \
                     FROM pg_catalog.pg_inherits i \
                     JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid \
                     WHERE c.relkind IN ('r', 'p', 'f') ORDER BY i.inhrelid, i.inhseqno";
        for row in &self.query(what, query).await? {
            let parent = get(row, 1, what)?;
            let parent = self.ids.of(&mut self.model, Catalog::Class, parent);
            if let Some(relation) = relations.get_mut(&get(row, 0, what)?) {
                if get(row, 2, what)? {
                    relation.partition_of = Some(parent);
                } else {
                    relation.inherits.push(parent);
                }
            }
        }
        Ok(())
    }

    async fn partition_keys(&self, relations: &mut BTreeMap<u32, Relation>) -> Result<(), Error> {
        let what = "partition keys";
        let query = "SELECT partrelid, partstrat, partattrs::int2[] \
                     FROM pg_catalog.pg_partitioned_table";
        for row in &self.query(what, query).await? {
            if let Some(relation) = relations.get_mut(&get(row, 0, what)?) {
                let strategy = match letter(row, 1, what)? {
                    'h' => "hash",
                    'l' => "list",
                    _ => "range",
                };
                let columns: Vec<i16> = get(row, 2, what)?;
                // An expression has the number 0.
                let expressions = columns.contains(&0);
                let columns = column_ids(&columns);
                let strategy = Arc::from(strategy);
                relation.partition_key = Some(PartitionKey {
                    strategy,
                    columns,
                    expressions,
                    expression_columns: Vec::new(),
                });
            }
        }
        Ok(())
    }

    async fn columns(&self, relations: &mut BTreeMap<u32, Relation>) -> Result<(), Error> {
        let what = "columns";
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, \
                            CASE WHEN a.atttypmod >= 0 \
                                THEN pg_catalog.format_type(a.atttypid, a.atttypmod) END, \
                            a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid), \
                            a.attidentity, a.attgenerated, \
                            CASE WHEN a.attcollation <> t.typcollation THEN l.collname END, \
                            a.attislocal, a.attinhcount::int4 \
                     FROM pg_catalog.pg_attribute a \
                     JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
                     LEFT JOIN pg_catalog.pg_attrdef d \
                       ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
                     LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation \
                     WHERE {RELATIONS} AND a.attnum > 0 AND NOT a.attisdropped AND {USER_SCHEMA} \
                     ORDER BY a.attrelid, a.attnum"
                ),
            )
            .await?;
        for row in &rows {
            let oid = get(row, 0, what)?;
            let Some(relation) = relations.get_mut(&oid) else { continue };
            let number: i16 = get(row, 1, what)?;
            let expression = maybe_text(row, 6, what)?;
            let generated = letter(row, 8, what)?;
            let (default, generated) = match (generated, expression) {
                ('s' | 'v', Some(expression)) => {
                    let expression = bare(&expression);
                    (None, Some(Generated { expression, stored: generated == 's' }))
                }
                (_, expression) => (expression, None),
            };
            relation.columns.push(Column {
                id: ColumnId(number.unsigned_abs()),
                name: text(row, 2, what)?,
                data_type: self.ids.type_of(get(row, 3, what)?, get(row, 4, what)?),
                not_null: get::<bool>(row, 5, what)? && !relation.kind.is_view(),
                default,
                identity: match letter(row, 7, what)? {
                    'a' => Some(Identity::Always),
                    'd' => Some(Identity::ByDefault),
                    _ => None,
                },
                generated,
                collation: maybe_text(row, 9, what)?,
                local: get(row, 10, what)?,
                inherited: count(row, 11, what)?,
                comment: self.comment(Catalog::Class, oid, i32::from(number)),
                history: None,
            });
        }
        Ok(())
    }

    /// Indexes that no constraint owns.
    async fn indexes(&mut self, relations: &mut BTreeMap<u32, Relation>) -> Result<(), Error> {
        let what = "indexes";
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT i.indrelid, i.indexrelid, ic.relname, i.indisunique, \
                            NOT i.indnullsnotdistinct, am.amname, i.indnkeyatts::int4, {KEYS}, \
                            pg_catalog.pg_get_expr(i.indpred, i.indrelid, true), {READ_COLUMNS}, \
                            (SELECT h.inhparent FROM pg_catalog.pg_inherits h \
                             WHERE h.inhrelid = i.indexrelid) \
                     FROM pg_catalog.pg_index i \
                     JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid \
                     JOIN pg_catalog.pg_am am ON am.oid = ic.relam \
                     JOIN pg_catalog.pg_class c ON c.oid = i.indrelid \
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                     WHERE {RELATIONS} AND {USER_SCHEMA} AND NOT EXISTS ( \
                         SELECT FROM pg_catalog.pg_constraint k \
                         WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid \
                           AND k.contype IN ('p', 'u', 'x')) \
                     ORDER BY i.indrelid, i.indexrelid"
                ),
            )
            .await?;
        for row in &rows {
            let Some(relation) = relations.get_mut(&get(row, 0, what)?) else { continue };
            let oid = get(row, 1, what)?;
            let (keys, include) = index_keys(row, 6, what)?;
            let read: Vec<i16> = get(row, 13, what)?;
            let parent: Option<u32> = get(row, 14, what)?;
            relation.indexes.push(Index {
                id: self.ids.of(&mut self.model, Catalog::Class, oid),
                name: text(row, 2, what)?,
                unique: get(row, 3, what)?,
                nulls_distinct: get(row, 4, what)?,
                method: text(row, 5, what)?,
                expression_columns: column_ids(&read),
                keys,
                include,
                predicate: maybe_text(row, 12, what)?,
                parent: parent.map(|oid| self.ids.of(&mut self.model, Catalog::Class, oid)),
                comment: self.comment(Catalog::Class, oid, 0),
                history: None,
            });
        }
        Ok(())
    }

    async fn constraints(&mut self, relations: &mut BTreeMap<u32, Relation>) -> Result<(), Error> {
        let what = "constraints";
        let enforced = if self.version >= 18 { "k.conenforced" } else { "true" };
        // A key that points at a partitioned table has rows for each partition, which nobody made.
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT k.conrelid, k.oid, k.conname, k.contype, k.condeferrable, \
                            k.condeferred, i.indnkeyatts::int4, {KEYS}, \
                            pg_catalog.pg_get_expr(i.indpred, i.indrelid, true), {READ_COLUMNS}, \
                            k.convalidated, {enforced}, k.conislocal, k.coninhcount::int4, \
                            k.conkey, k.confrelid, k.confkey, k.confdeltype, k.confupdtype, \
                            k.confmatchtype, pg_catalog.pg_get_expr(k.conbin, k.conrelid), \
                            k.connoinherit, NOT i.indnullsnotdistinct, am.amname, \
                            ARRAY(SELECT o.oprname::text \
                                  FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u (oid, at) \
                                  JOIN pg_catalog.pg_operator o ON o.oid = u.oid ORDER BY u.at) \
                     FROM pg_catalog.pg_constraint k \
                     JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                     LEFT JOIN pg_catalog.pg_index i \
                       ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x') \
                     LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid \
                     LEFT JOIN pg_catalog.pg_am am ON am.oid = ic.relam \
                     WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND {USER_SCHEMA} \
                       AND NOT EXISTS ( \
                         SELECT FROM pg_catalog.pg_constraint p \
                         WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid) \
                     ORDER BY k.conrelid, k.oid"
                ),
            )
            .await?;
        for row in &rows {
            let Some(relation) = relations.get_mut(&get(row, 0, what)?) else { continue };
            let oid = get(row, 1, what)?;
            let columns: Option<Vec<i16>> = get(row, 18, what)?;
            let columns = column_ids(&columns.unwrap_or_default());
            let kind = match letter(row, 3, what)? {
                'p' => {
                    let (_, include) = index_keys(row, 6, what)?;
                    ConstraintKind::PrimaryKey { columns, include }
                }
                'u' => {
                    let (_, include) = index_keys(row, 6, what)?;
                    let nulls_distinct: Option<bool> = get(row, 26, what)?;
                    ConstraintKind::Unique {
                        columns,
                        include,
                        nulls_distinct: nulls_distinct.unwrap_or(true),
                    }
                }
                'f' => {
                    let references = get(row, 19, what)?;
                    let referenced: Option<Vec<i16>> = get(row, 20, what)?;
                    ConstraintKind::ForeignKey {
                        columns,
                        references: self.ids.of(&mut self.model, Catalog::Class, references),
                        referenced_columns: column_ids(&referenced.unwrap_or_default()),
                        on_delete: action(letter(row, 21, what)?),
                        on_update: action(letter(row, 22, what)?),
                        match_full: letter(row, 23, what)? == 'f',
                    }
                }
                'c' => ConstraintKind::Check {
                    expression: bare(get::<Option<&str>>(row, 24, what)?.unwrap_or_default()),
                    columns,
                    no_inherit: get(row, 25, what)?,
                },
                _ => {
                    let (keys, _) = index_keys(row, 6, what)?;
                    let operators: Vec<String> = get(row, 28, what)?;
                    let read: Vec<i16> = get(row, 13, what)?;
                    let operators = operators.iter().map(|operator| Arc::from(operator.as_str()));
                    ConstraintKind::Exclusion {
                        method: maybe_text(row, 27, what)?.unwrap_or_default(),
                        keys: keys.into_iter().zip(operators).collect(),
                        predicate: maybe_text(row, 12, what)?,
                        columns: column_ids(&read),
                    }
                }
            };
            relation.constraints.push(Constraint {
                id: self.ids.of(&mut self.model, Catalog::Constraint, oid),
                name: text(row, 2, what)?,
                kind,
                deferrable: get(row, 4, what)?,
                initially_deferred: get(row, 5, what)?,
                validated: get(row, 14, what)?,
                enforced: get(row, 15, what)?,
                local: get(row, 16, what)?,
                inherited: count(row, 17, what)?,
                comment: self.comment(Catalog::Constraint, oid, 0),
                history: None,
            });
        }
        Ok(())
    }

    /// What views stand on.
    async fn view_dependencies(
        &mut self,
        relations: &mut BTreeMap<u32, Relation>,
    ) -> Result<(), Error> {
        let what = "dependencies of views";
        let rows = self
            .query(
                what,
                "SELECT DISTINCT r.ev_class, c.relname, d.refobjid, d.refobjsubid \
                 FROM pg_catalog.pg_rewrite r \
                 JOIN pg_catalog.pg_depend d \
                   ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid \
                  AND d.deptype = 'n' \
                 JOIN pg_catalog.pg_class c ON c.oid = d.refclassid \
                 WHERE r.rulename = '_RETURN' AND d.refobjid <> r.ev_class \
                   AND d.refobjid >= 16384 \
                 ORDER BY r.ev_class, c.relname, d.refobjid, d.refobjsubid",
            )
            .await?;
        let mut known: HashMap<u32, Vec<(ObjectId, Option<ColumnId>)>> = HashMap::new();
        for row in &rows {
            let Some(catalog) = Catalog::named(get(row, 1, what)?) else { continue };
            let Some(id) = self.ids.known(catalog, get(row, 2, what)?) else { continue };
            let column: i32 = get(row, 3, what)?;
            let column = u16::try_from(column).ok().filter(|column| *column > 0).map(ColumnId);
            known.entry(get(row, 0, what)?).or_default().push((id, column));
        }
        for (oid, dependencies) in known {
            if let Some(relation) = relations.get_mut(&oid) {
                relation.depends_on = dependencies;
            }
        }
        Ok(())
    }
}

/// Five columns of a query: for each column of the index `i` its number (0: an expression), its
/// text where it is one, its options (1: descending, 2: NULL first), its operator class and
/// collation where they are not the type's own.
const KEYS: &str = "i.indkey::int2[], \
    ARRAY(SELECT CASE WHEN u.number = 0 \
              THEN pg_catalog.pg_get_indexdef(i.indexrelid, u.at::int4, true) END \
          FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY u (number, at) ORDER BY u.at), \
    i.indoption::int2[], \
    ARRAY(SELECT CASE WHEN NOT o.opcdefault THEN o.opcname::text END \
          FROM pg_catalog.unnest(i.indclass::oid[]) WITH ORDINALITY u (oid, at) \
          JOIN pg_catalog.pg_opclass o ON o.oid = u.oid ORDER BY u.at), \
    ARRAY(SELECT CASE WHEN l.oid <> COALESCE(a.attcollation, 100) THEN l.collname::text END \
          FROM ROWS FROM (pg_catalog.unnest(i.indcollation::oid[]), \
                          pg_catalog.unnest(i.indkey::int2[])) \
               WITH ORDINALITY u (oid, number, at) \
          LEFT JOIN pg_catalog.pg_collation l ON l.oid = u.oid \
          LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.number \
          ORDER BY u.at)";

/// One column of a query: the columns that expressions and the predicate of the index `i` read,
/// as far as they are no keys themselves.
const READ_COLUMNS: &str = "ARRAY(SELECT DISTINCT d.refobjsubid::int2 \
          FROM pg_catalog.pg_depend d \
          WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid \
            AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = i.indrelid \
            AND d.refobjsubid > 0 AND NOT d.refobjsubid = ANY (i.indkey::int2[]) \
          ORDER BY 1)";

/// The keys and included columns of an index, of which the number of keys stands in column `at`
/// and [`KEYS`] behind it.
fn index_keys(
    row: &Row,
    at: usize,
    what: &'static str,
) -> Result<(Vec<IndexKey>, Vec<ColumnId>), Error> {
    let keys: Option<i32> = get(row, at, what)?;
    let keys = usize::try_from(keys.unwrap_or(0)).unwrap_or(0);
    let numbers: Vec<i16> = get::<Option<_>>(row, at + 1, what)?.unwrap_or_default();
    let expressions: Vec<Option<String>> = get(row, at + 2, what)?;
    let options: Vec<i16> = get::<Option<_>>(row, at + 3, what)?.unwrap_or_default();
    let classes: Vec<Option<String>> = get(row, at + 4, what)?;
    let collations: Vec<Option<String>> = get(row, at + 5, what)?;
    let shared =
        |list: &[Option<String>], at: usize| list.get(at).and_then(Option::as_deref).map(Arc::from);
    let key = |(at, number): (usize, &i16)| {
        let option = options.get(at).copied().unwrap_or(0);
        IndexKey {
            target: match shared(&expressions, at) {
                Some(expression) => IndexTarget::Expression(expression),
                None => IndexTarget::Column(ColumnId(number.unsigned_abs())),
            },
            descending: option & 1 != 0,
            nulls_first: option & 2 != 0,
            operator_class: shared(&classes, at),
            collation: shared(&collations, at),
        }
    };
    let include = column_ids(numbers.get(keys..).unwrap_or_default());
    Ok((numbers.iter().enumerate().take(keys).map(key).collect(), include))
}

/// The columns of these numbers; expressions (0) are left out.
fn column_ids(numbers: &[i16]) -> Vec<ColumnId> {
    numbers
        .iter()
        .filter(|number| **number > 0)
        .map(|number| ColumnId(number.unsigned_abs()))
        .collect()
}

fn count(row: &Row, column: usize, what: &'static str) -> Result<u16, Error> {
    let count: i32 = get(row, column, what)?;
    Ok(u16::try_from(count).unwrap_or(0))
}

fn action(code: char) -> ReferentialAction {
    match code {
        'r' => ReferentialAction::Restrict,
        'c' => ReferentialAction::Cascade,
        'n' => ReferentialAction::SetNull,
        'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
