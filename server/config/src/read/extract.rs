//! From settings to values, with defaults for what was not set.

use super::setting::{Block, Setting};
use crate::paths;
use crate::values::{
    ColumnEntry, Config, Connection, Database, Exporter, Function, Functions, Generate, GoTypeName,
    HealthChecks, Metrics, MigrationFormat, Migrations, Naming, Nullable, OnReplicaDown, Output,
    OverrideTarget, PaginationEntry, Pgxkit, ReadWriteSplitting, Retry, Secret, SortKey,
    StructNaming, TableEntry, TablePattern, TablePgxkitEntry, Tag, TypeOverride, Types,
};
use pgwright_problem::{Code, Severity};
use std::collections::BTreeMap;

pub(super) fn config(root: &Block) -> Config {
    Config {
        required_version: root.text("required_version").map(str::to_owned),
        database: database(root.block("database")),
        migrations: migrations(root.block("migrations")),
        output: output(root.block("output")),
        naming: naming(root.block("naming")),
        types: types(root.block("types")),
        functions: functions(root).unwrap_or_default(),
        generate: generate(root.block("generate")),
        tables: root
            .block("tables")
            .fields
            .iter()
            .filter_map(|field| table(&field.key, field.setting.block()?))
            .collect(),
        problems: root
            .block("problems")
            .fields
            .iter()
            .filter_map(|field| severity(&field.key, field.setting.text()?))
            .collect(),
    }
}

fn database(block: &Block) -> Database {
    let default = Database::default();
    let one = || block.text("schema").map(|schema| vec![schema.to_owned()]);
    Database {
        version: block
            .integer("version")
            .and_then(|v| v.try_into().ok())
            .unwrap_or(default.version),
        dsn: block.text("dsn").map(|text| Secret(text.to_owned())),
        schemas: texts(block, "schemas").or_else(one).unwrap_or(default.schemas),
        pgxkit: pgxkit(block.block("pgxkit")),
    }
}

fn pgxkit(block: &Block) -> Pgxkit {
    let default = Pgxkit::default();
    Pgxkit {
        enabled: block.bool("enabled").unwrap_or(default.enabled),
        retry: retry(block.block("retry")),
        read_write_splitting: read_write_splitting(block.block("read_write_splitting")),
        health_checks: health_checks(block.block("health_checks")),
        metrics: metrics(block.block("metrics")),
        connection: connection(block.block("connection")),
    }
}

fn retry(block: &Block) -> Retry {
    let default = Retry::default();
    Retry {
        enabled: block.bool("enabled").unwrap_or(default.enabled),
        max_retries: block.integer("max_retries").unwrap_or(default.max_retries),
        base_delay: block.duration("base_delay").unwrap_or(default.base_delay),
        max_delay: block.duration("max_delay").unwrap_or(default.max_delay),
        multiplier: block.number("multiplier").unwrap_or(default.multiplier),
        jitter: block.bool("jitter").unwrap_or(default.jitter),
    }
}

fn read_write_splitting(block: &Block) -> ReadWriteSplitting {
    let default = ReadWriteSplitting::default();
    ReadWriteSplitting {
        enabled: block.bool("enabled").unwrap_or(default.enabled),
        on_replica_down: block
            .text("on_replica_down")
            .and_then(OnReplicaDown::from_name)
            .unwrap_or(default.on_replica_down),
    }
}

fn health_checks(block: &Block) -> HealthChecks {
    let default = HealthChecks::default();
    HealthChecks {
        enabled: block.bool("enabled").unwrap_or(default.enabled),
        timeout: block.duration("timeout").unwrap_or(default.timeout),
        endpoints: block.bool("endpoints").unwrap_or(default.endpoints),
        pool_monitor: block.bool("pool_monitor").unwrap_or(default.pool_monitor),
        pool_monitor_interval: block
            .duration("pool_monitor_interval")
            .unwrap_or(default.pool_monitor_interval),
        max_replication_lag: block
            .duration("max_replication_lag")
            .unwrap_or(default.max_replication_lag),
        verify_schema: block.bool("verify_schema").unwrap_or(default.verify_schema),
    }
}

fn metrics(block: &Block) -> Metrics {
    let default = Metrics::default();
    Metrics {
        enabled: block.bool("enabled").unwrap_or(default.enabled),
        exporters: block.texts("exporters", Exporter::from_name).unwrap_or(default.exporters),
        slow_query: block.duration("slow_query").unwrap_or(default.slow_query),
        dashboard: block.bool("dashboard").unwrap_or(default.dashboard),
    }
}

fn connection(block: &Block) -> Connection {
    let default = Connection::default();
    let duration = |key, default| block.duration(key).unwrap_or(default);
    Connection {
        enabled: block.bool("enabled").unwrap_or(default.enabled),
        max_conns: block.integer("max_conns").unwrap_or(default.max_conns),
        min_conns: block.integer("min_conns").unwrap_or(default.min_conns),
        max_conn_lifetime: duration("max_conn_lifetime", default.max_conn_lifetime),
        max_conn_idle_time: duration("max_conn_idle_time", default.max_conn_idle_time),
        health_check_period: duration("health_check_period", default.health_check_period),
        connect_timeout: duration("connect_timeout", default.connect_timeout),
        ping_retries: block.integer("ping_retries").unwrap_or(default.ping_retries),
        shutdown_timeout: duration("shutdown_timeout", default.shutdown_timeout),
    }
}

fn migrations(block: &Block) -> Migrations {
    let default = Migrations::default();
    Migrations {
        directories: block
            .texts("directory", |text| paths::relative(text).ok())
            .unwrap_or(default.directories),
        format: block.text("format").and_then(MigrationFormat::from_name),
        exclude: texts(block, "exclude").unwrap_or(default.exclude),
        placeholders: placeholders(block.block("placeholders")),
    }
}

fn placeholders(block: &Block) -> BTreeMap<String, String> {
    let fields = block.fields.iter();
    fields.filter_map(|it| Some((it.key.clone(), it.setting.text()?.to_owned()))).collect()
}

fn output(block: &Block) -> Output {
    let default = Output::default();
    let directory = block
        .text("directory")
        .and_then(|text| paths::inside(text).ok())
        .unwrap_or(default.directory);
    Output {
        package: block
            .text("package")
            .map(str::to_owned)
            .or_else(|| paths::package_name(&directory))
            .unwrap_or(default.package),
        directory,
        package_per_schema: block.bool("package_per_schema").unwrap_or(default.package_per_schema),
        tags: block.texts("tags", Tag::from_name).unwrap_or(default.tags),
    }
}

fn naming(block: &Block) -> Naming {
    let default = Naming::default();
    let initialisms = block.block("initialisms");
    let capitals = |key| initialisms.texts(key, |text| Some(text.to_uppercase()));
    Naming {
        structs: block.text("structs").and_then(StructNaming::from_name).unwrap_or(default.structs),
        add_initialisms: capitals("add").unwrap_or(default.add_initialisms),
        remove_initialisms: capitals("remove").unwrap_or(default.remove_initialisms),
    }
}

fn types(block: &Block) -> Types {
    let default = Types::default();
    Types {
        nullable: block.text("nullable").and_then(Nullable::from_name).unwrap_or(default.nullable),
        overrides: block
            .list("overrides")
            .map(|items| {
                items.iter().filter_map(Setting::block).filter_map(type_override).collect()
            })
            .unwrap_or(default.overrides),
    }
}

fn type_override(block: &Block) -> Option<TypeOverride> {
    let target = match (block.text("postgres"), block.text("column")) {
        (Some(postgres), None) => OverrideTarget::Postgres(postgres.trim().to_owned()),
        (None, Some(column)) => OverrideTarget::Column(column.to_owned()),
        _ => return None,
    };
    Some(TypeOverride { target, go: go_type(block)? })
}

fn go_type(block: &Block) -> Option<GoTypeName> {
    GoTypeName::parse(block.text("go")?).ok()
}

fn functions(block: &Block) -> Option<Functions> {
    Some(block.texts("functions", Function::from_name)?.into_iter().collect())
}

fn generate(block: &Block) -> Generate {
    let default = Generate::default();
    Generate {
        tests: block.bool("tests").unwrap_or(default.tests),
        examples: block.bool("examples").unwrap_or(default.examples),
        interfaces: block.bool("interfaces").unwrap_or(default.interfaces),
    }
}

fn table(pattern: &str, block: &Block) -> Option<TableEntry> {
    let pagination = block.block("pagination");
    let columns = block.block("columns").fields.iter();
    Some(TableEntry {
        pattern: TablePattern::parse(pattern).ok()?,
        exclude: block.bool("exclude"),
        functions: functions(block),
        struct_name: block.text("struct").map(str::to_owned),
        entity: block.text("entity").map(str::to_owned),
        columns: columns
            .filter_map(|field| {
                let block = field.setting.block()?;
                Some(ColumnEntry {
                    column: field.key.clone(),
                    field: block.text("field").map(str::to_owned),
                    go: go_type(block),
                })
            })
            .collect(),
        pagination: PaginationEntry {
            order_by: pagination.texts("order_by", |text| SortKey::parse(text).ok()),
            default_limit: pagination.integer("default_limit"),
            max_limit: pagination.integer("max_limit"),
        },
        pgxkit: table_pgxkit(block.block("pgxkit")),
    })
}

fn table_pgxkit(block: &Block) -> TablePgxkitEntry {
    let retry = block.block("retry");
    let metrics = block.block("metrics");
    TablePgxkitEntry {
        retry_enabled: retry.bool("enabled"),
        retry_max_retries: retry.integer("max_retries"),
        retry_base_delay: retry.duration("base_delay"),
        retry_max_delay: retry.duration("max_delay"),
        retry_multiplier: retry.number("multiplier"),
        retry_jitter: retry.bool("jitter"),
        read_write_splitting_enabled: block.block("read_write_splitting").bool("enabled"),
        health_checks_enabled: block.block("health_checks").bool("enabled"),
        metrics_enabled: metrics.bool("enabled"),
        metrics_slow_query: metrics.duration("slow_query"),
    }
}

fn severity(code: &str, severity: &str) -> Option<(Code, Option<Severity>)> {
    let code = Code::ALL.iter().copied().find(|known| known.name() == code)?;
    let severity = match severity {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "information" => Some(Severity::Information),
        "hint" => Some(Severity::Hint),
        _ => None,
    };
    Some((code, severity))
}

fn texts(block: &Block, key: &str) -> Option<Vec<String>> {
    block.texts(key, |text| Some(text.to_owned()))
}
