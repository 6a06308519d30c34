//! Schemas, extensions, comments and functions.

use super::names::Catalog;
use super::{Reader, USER_SCHEMA, get, letter, text};
use crate::Error;
use pgwright_schema::model::{
    BuiltinType, ColumnId, Extension, Function, FunctionKind, Model, Schema, Sequence,
};

impl Reader<'_> {
    /// Schemas, extensions with their members, comments.
    pub(super) async fn objects(&mut self) -> Result<(), Error> {
        self.comments().await?;
        self.schemas().await?;
        self.extensions().await
    }

    async fn comments(&mut self) -> Result<(), Error> {
        let what = "comments";
        // Objects of the system have oids below 16384 and keep their comments to themselves;
        // public (2200) is the people's.
        let rows = self
            .query(
                what,
                "SELECT c.relname, d.objoid, d.objsubid, d.description \
                 FROM pg_catalog.pg_description d \
                 JOIN pg_catalog.pg_class c ON c.oid = d.classoid \
                 WHERE c.relnamespace = 'pg_catalog'::regnamespace \
                   AND (d.objoid >= 16384 OR c.relname = 'pg_namespace')",
            )
            .await?;
        for row in &rows {
            if let Some(catalog) = Catalog::named(get(row, 0, what)?) {
                let key = (catalog, get(row, 1, what)?, get(row, 2, what)?);
                self.comments.insert(key, text(row, 3, what)?);
            }
        }
        Ok(())
    }

    async fn schemas(&mut self) -> Result<(), Error> {
        let what = "schemas";
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n \
                     WHERE {USER_SCHEMA} ORDER BY n.oid"
                ),
            )
            .await?;
        let mut public = false;
        for row in &rows {
            let oid = get(row, 0, what)?;
            let name = text(row, 1, what)?;
            if &*name == "public" {
                public = true;
                self.ids.set(Catalog::Namespace, oid, Model::PUBLIC);
            }
            let id = self.ids.of(&mut self.model, Catalog::Namespace, oid);
            // What every new database says of it.
            let comment = self
                .comment(Catalog::Namespace, oid, 0)
                .filter(|comment| &**comment != "standard public schema");
            self.model.put_schema(Schema { id, name, comment, history: None });
        }
        if !public {
            self.model.schemas.remove(&Model::PUBLIC);
        }
        Ok(())
    }

    async fn extensions(&mut self) -> Result<(), Error> {
        let what = "extensions";
        let rows = self
            .query(
                what,
                "SELECT oid, extname, extnamespace FROM pg_catalog.pg_extension ORDER BY oid",
            )
            .await?;
        for row in &rows {
            let oid = get(row, 0, what)?;
            let namespace = get(row, 2, what)?;
            let extension = Extension {
                name: text(row, 1, what)?,
                schema: self.ids.of(&mut self.model, Catalog::Namespace, namespace),
                comment: self.comment(Catalog::Extension, oid, 0),
                history: None,
            };
            self.model.put_extension(extension);
        }
        let rows = self
            .query(
                what,
                "SELECT c.relname, d.objid, e.extname FROM pg_catalog.pg_depend d \
                 JOIN pg_catalog.pg_class c ON c.oid = d.classid \
                 JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid \
                 WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'",
            )
            .await?;
        for row in &rows {
            if let Some(catalog) = Catalog::named(get(row, 0, what)?) {
                let oid = get(row, 1, what)?;
                self.members.insert((catalog, oid), text(row, 2, what)?);
            }
        }
        Ok(())
    }

    /// Functions, procedures and aggregates, without those that a range type brings along.
    pub(super) async fn functions(&mut self) -> Result<(), Error> {
        let what = "functions";
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT p.oid, p.pronamespace, p.proname, p.prokind, p.proargtypes::oid[], \
                            p.prorettype, p.proretset \
                     FROM pg_catalog.pg_proc p \
                     JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
                     WHERE {USER_SCHEMA} AND NOT EXISTS ( \
                         SELECT FROM pg_catalog.pg_depend d \
                         WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid \
                           AND d.deptype = 'i') \
                     ORDER BY p.oid"
                ),
            )
            .await?;
        for row in &rows {
            let oid = get(row, 0, what)?;
            let namespace = get(row, 1, what)?;
            let kind = match letter(row, 3, what)? {
                'p' => FunctionKind::Procedure,
                'a' => FunctionKind::Aggregate,
                'w' => FunctionKind::Window,
                _ => FunctionKind::Function,
            };
            let arguments: Vec<u32> = get(row, 4, what)?;
            let returns = self.ids.type_of(get(row, 5, what)?, None);
            let void = self.model.format_type(&returns) == "void";
            let function = Function {
                id: self.ids.of(&mut self.model, Catalog::Proc, oid),
                schema: self.ids.of(&mut self.model, Catalog::Namespace, namespace),
                name: text(row, 2, what)?,
                kind,
                arguments: arguments.iter().map(|oid| self.ids.type_of(*oid, None)).collect(),
                returns: (kind != FunctionKind::Procedure || !void).then_some(returns),
                returns_set: get(row, 6, what)?,
                comment: self.comment(Catalog::Proc, oid, 0),
                extension: self.member_of(Catalog::Proc, oid),
                history: None,
            };
            self.model.put_function(function);
        }
        Ok(())
    }

    /// Sequences with their owners.
    pub(super) async fn sequences(&mut self) -> Result<(), Error> {
        let what = "sequences";
        let rows = self
            .query(
                what,
                &format!(
                    "SELECT c.oid, c.relnamespace, c.relname, t.typname, d.deptype, d.refobjid, \
                            d.refobjsubid \
                     FROM pg_catalog.pg_class c \
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                     JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid \
                     JOIN pg_catalog.pg_type t ON t.oid = s.seqtypid \
                     LEFT JOIN pg_catalog.pg_depend d \
                       ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid \
                      AND d.deptype IN ('a', 'i') \
                      AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 \
                     WHERE c.relkind = 'S' AND {USER_SCHEMA} ORDER BY c.oid"
                ),
            )
            .await?;
        for row in &rows {
            let oid = get(row, 0, what)?;
            // Those of extensions (a topology's numbering) are not the project's.
            if self.member_of(Catalog::Class, oid).is_some() {
                continue;
            }
            let owner: Option<u32> = get(row, 5, what)?;
            let column: Option<i32> = get(row, 6, what)?;
            let owned_by = match (owner, column.and_then(|number| u16::try_from(number).ok())) {
                (Some(owner), Some(column)) => {
                    Some((self.ids.of(&mut self.model, Catalog::Class, owner), ColumnId(column)))
                }
                _ => None,
            };
            let name: &str = get(row, 3, what)?;
            let Some(data_type) = BuiltinType::named(name) else { continue };
            let namespace = get(row, 1, what)?;
            let deptype: Option<i8> = get(row, 4, what)?;
            let sequence = Sequence {
                id: self.ids.of(&mut self.model, Catalog::Class, oid),
                schema: self.ids.of(&mut self.model, Catalog::Namespace, namespace),
                name: text(row, 2, what)?,
                data_type,
                owned_by,
                identity: deptype == Some(b'i' as i8),
                limits: None,
                comment: self.comment(Catalog::Class, oid, 0),
                history: None,
            };
            self.model.put_sequence(sequence);
        }
        Ok(())
    }
}
