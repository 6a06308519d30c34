//! Reading the catalog: one query an area, then the model put together from the rows.
//!
//! Catalog names are qualified and the transaction only reads, so that objects of the database's
//! users cannot stand in for those of the catalog.

mod expressions;
mod names;
mod objects;
mod relations;
mod types;

use crate::{Error, Live, Place};
use pgwright_schema::model::{Model, ObjectId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::{Client, Row};

/// Whose objects are read: of schemas that are neither the system's nor a session's own.
const USER_SCHEMA: &str = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// Reads the whole catalog in a transaction that is open.
pub(crate) async fn read(client: &Client, statement_limit: Duration) -> Result<Live, Error> {
    // Expressions are printed as with the usual search path.
    let settings = format!(
        "SET LOCAL search_path = public; SET LOCAL statement_timeout = {0}; \
         SET LOCAL lock_timeout = {0}",
        statement_limit.as_millis().clamp(1, 1_000_000_000)
    );
    let what = "settings";
    client.batch_execute(&settings).await.map_err(|source| failed(what, source))?;
    let version = version(client).await?;
    let mut reader = Reader {
        version,
        client,
        model: Model::new(),
        ids: names::Ids::default(),
        comments: HashMap::new(),
        members: HashMap::new(),
    };
    reader.objects().await?;
    reader.types().await?;
    reader.relations().await?;
    reader.functions().await?;
    Ok(Live { model: reader.model, version })
}

pub(crate) fn failed(what: &'static str, source: tokio_postgres::Error) -> Error {
    Error::Query { what, place: Place::default(), source }
}

async fn version(client: &Client) -> Result<u8, Error> {
    let what = "version";
    let query = "SELECT pg_catalog.current_setting('server_version_num')::int4, \
                 pg_catalog.current_setting('server_version')";
    let row = client.query_one(query, &[]).await.map_err(|source| failed(what, source))?;
    let number: i32 = get(&row, 0, what)?;
    let version: String = get(&row, 1, what)?;
    match u8::try_from(number / 10_000) {
        Ok(major) if major >= 15 => Ok(major),
        _ => Err(Error::Version { place: Place::default(), version }),
    }
}

/// The value of a column of a row.
fn get<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    column: usize,
    what: &'static str,
) -> Result<T, Error> {
    row.try_get(column).map_err(|source| failed(what, source))
}

/// A text of a row, shared.
fn text(row: &Row, column: usize, what: &'static str) -> Result<Arc<str>, Error> {
    Ok(Arc::from(get::<&str>(row, column, what)?))
}

/// A text of a row, shared, or none.
fn maybe_text(row: &Row, column: usize, what: &'static str) -> Result<Option<Arc<str>>, Error> {
    Ok(get::<Option<&str>>(row, column, what)?.map(Arc::from))
}

/// A one-letter code of the catalog.
fn letter(row: &Row, column: usize, what: &'static str) -> Result<char, Error> {
    let code: i8 = get(row, column, what)?;
    Ok(char::from(code.unsigned_abs()))
}

/// What is at work while a catalog is read.
struct Reader<'a> {
    version: u8,
    client: &'a Client,
    model: Model,
    ids: names::Ids,
    /// By catalog, oid and column.
    comments: HashMap<(names::Catalog, u32, i32), Arc<str>>,
    /// The extension of each member, by catalog and oid.
    members: HashMap<(names::Catalog, u32), Arc<str>>,
}

impl Reader<'_> {
    async fn query(&self, what: &'static str, sql: &str) -> Result<Vec<Row>, Error> {
        self.client.query_typed(sql, &[]).await.map_err(|source| failed(what, source))
    }

    fn comment(&self, catalog: names::Catalog, oid: u32, column: i32) -> Option<Arc<str>> {
        self.comments.get(&(catalog, oid, column)).cloned()
    }

    /// The schema of that oid, if it is one that is read.
    fn schema_of(&self, oid: u32) -> Option<ObjectId> {
        let id = self.ids.known(names::Catalog::Namespace, oid)?;
        self.model.schemas.contains_key(&id).then_some(id)
    }

    fn member_of(&self, catalog: names::Catalog, oid: u32) -> Option<Arc<str>> {
        self.members.get(&(catalog, oid)).cloned()
    }
}
