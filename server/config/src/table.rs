//! What holds for one table: the entries that match it, the most exact last.

use crate::values::{ColumnEntry, Config, Pgxkit, TableEntry, TableSettings};

/// `pagination.default_limit`.
pub(crate) const DEFAULT_LIMIT: u32 = 20;
/// `pagination.max_limit`.
pub(crate) const MAX_LIMIT: u32 = 100;

impl Config {
    /// What holds for the table `schema.table`.
    pub fn table(&self, schema: &str, table: &str) -> TableSettings {
        let mut settings = TableSettings {
            exclude: false,
            functions: self.functions,
            struct_name: None,
            entity: None,
            columns: Vec::new(),
            order_by: None,
            default_limit: DEFAULT_LIMIT,
            max_limit: MAX_LIMIT,
            pgxkit: self.database.pgxkit.clone(),
        };
        let mut matching: Vec<&TableEntry> = self.entries_of(schema, table).collect();
        matching.sort_by_key(|entry| entry.pattern.exactness());
        for entry in matching {
            settings.lay_over(entry);
        }
        settings.default_limit = settings.default_limit.min(settings.max_limit);
        let retry = &mut settings.pgxkit.retry;
        retry.base_delay = retry.base_delay.min(retry.max_delay);
        if !self.database.pgxkit.enabled {
            settings.pgxkit.switch_off();
        }
        settings
    }

    /// Whether the table `schema.table` is left out: [`TableSettings::exclude`] without the rest.
    pub fn excludes(&self, schema: &str, table: &str) -> bool {
        !self.tables.is_empty() && self.table(schema, table).exclude
    }

    /// The entries of `tables` that match a table, in the order of the text.
    pub fn entries_of<'a>(
        &'a self,
        schema: &'a str,
        table: &'a str,
    ) -> impl Iterator<Item = &'a TableEntry> {
        let first = self.first_schema();
        self.tables.iter().filter(move |entry| entry.pattern.matches(first, schema, table))
    }

    /// The schema of bare names.
    pub fn first_schema(&self) -> &str {
        self.database.schemas.first().map_or("public", String::as_str)
    }
}

impl TableSettings {
    fn lay_over(&mut self, entry: &TableEntry) {
        set(&mut self.exclude, &entry.exclude);
        set(&mut self.functions, &entry.functions);
        set(&mut self.default_limit, &entry.pagination.default_limit);
        set(&mut self.max_limit, &entry.pagination.max_limit);
        if entry.struct_name.is_some() {
            self.struct_name.clone_from(&entry.struct_name);
        }
        if entry.entity.is_some() {
            self.entity.clone_from(&entry.entity);
        }
        if entry.pagination.order_by.is_some() {
            self.order_by.clone_from(&entry.pagination.order_by);
        }
        for column in &entry.columns {
            self.lay_over_column(column);
        }
        let pgxkit = &entry.pgxkit;
        set(&mut self.pgxkit.retry.enabled, &pgxkit.retry_enabled);
        set(&mut self.pgxkit.retry.max_retries, &pgxkit.retry_max_retries);
        set(&mut self.pgxkit.retry.base_delay, &pgxkit.retry_base_delay);
        set(&mut self.pgxkit.retry.max_delay, &pgxkit.retry_max_delay);
        set(&mut self.pgxkit.retry.multiplier, &pgxkit.retry_multiplier);
        set(&mut self.pgxkit.retry.jitter, &pgxkit.retry_jitter);
        set(&mut self.pgxkit.read_write_splitting.enabled, &pgxkit.read_write_splitting_enabled);
        set(&mut self.pgxkit.health_checks.enabled, &pgxkit.health_checks_enabled);
        set(&mut self.pgxkit.metrics.enabled, &pgxkit.metrics_enabled);
        set(&mut self.pgxkit.metrics.slow_query, &pgxkit.metrics_slow_query);
    }

    fn lay_over_column(&mut self, column: &ColumnEntry) {
        let Some(own) = self.columns.iter_mut().find(|own| own.column == column.column) else {
            self.columns.push(column.clone());
            return;
        };
        if column.field.is_some() {
            own.field.clone_from(&column.field);
        }
        if column.go.is_some() {
            own.go.clone_from(&column.go);
        }
    }
}

impl Pgxkit {
    /// Switches off every feature.
    fn switch_off(&mut self) {
        self.enabled = false;
        self.retry.enabled = false;
        self.read_write_splitting.enabled = false;
        self.health_checks.enabled = false;
        self.metrics.enabled = false;
        self.connection.enabled = false;
    }
}

fn set<T: Copy>(value: &mut T, entry: &Option<T>) {
    if let Some(set) = entry {
        *value = *set;
    }
}
