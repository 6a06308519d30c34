//! Examples of what the package can do.

use super::marks::Marks;
use super::{Body, Failure, templates};
use crate::plan::{Package, Planned};
use crate::view::{View, view};
use pgwright_config::{Config, Function};

/// The file of the examples.
pub(crate) const EXAMPLE_FILE: &str = "example_test.go";

/// The examples of a package; `None` where no table has a row that can be got.
pub(crate) fn example_file(package: &Package, config: &Config) -> Result<Option<Body>, Failure> {
    let Some(first) = find(package, |_| true) else { return Ok(None) };
    let (retry, split) = (
        find(package, |planned| planned.table.features().retry),
        find(package, |planned| planned.table.features().split),
    );
    let metrics = find(package, |planned| planned.table.features().metrics);
    let pages = package.tables.iter().find(|planned| planned.pages.is_some());
    let pgxkit = &config.database.pgxkit;
    let mut view = of(first);
    view.set("pages", pages.map(|planned| of(planned)));
    view.set(
        "retry",
        retry.map(|planned| {
            let mut view = of(planned);
            let get = planned.methods.iter().find(|method| method.function == Function::Get);
            view.set("method", get.and_then(|method| method.retried.clone()));
            view.set("max_retries", pgxkit.retry.max_retries);
            view.set("base_delay", go_duration(pgxkit.retry.base_delay));
            view
        }),
    );
    view.set(
        "split",
        split.map(|planned| {
            let mut view = of(planned);
            view.set("primary", planned.extras.contains(&"Primary"));
            view
        }),
    );
    view.set("metrics", metrics.map(of));
    let endpoints = package.features.health && pgxkit.health_checks.endpoints;
    view.set("endpoints", endpoints);
    view.set("connection", package.features.connection);
    let text = templates::render("examples/example", &view)?;
    Ok(Some(Body {
        source: None,
        marked: Marks::default().take_out(&text),
        has_clause: false,
        relation: None,
    }))
}

/// The first table whose rows can be got by a key, and for which `wanted` holds.
fn find(package: &Package, wanted: impl Fn(&Planned) -> bool) -> Option<&Planned> {
    package.tables.iter().map(|planned| &**planned).find(|planned| {
        planned.methods.iter().any(|method| method.function == Function::Get) && wanted(planned)
    })
}

fn of(planned: &Planned) -> View {
    let table = &planned.table;
    let key = table.key.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
    let names: Vec<String> = (1..=key.len()).map(|n| format!("key{n}")).collect();
    let names = if names.len() == 1 { vec!["key".to_owned()] } else { names };
    let key: Vec<View> = table
        .at(&key)
        .zip(&names)
        .map(|(column, name)| view!({ "name": name, "go": &column.types.value.text }))
        .collect();
    view!({
        "repository": format!("{}Repository", table.struct_name),
        "key": key,
        "arguments": names.join(", "),
    })
}

/// A duration as Go's `Duration.String` prints it.
fn go_duration(duration: std::time::Duration) -> String {
    let nanoseconds = duration.as_nanos();
    let fraction = |unit: u128| {
        let text = format!(
            "{}.{:0width$}",
            nanoseconds / unit,
            nanoseconds % unit,
            width = unit.ilog10() as usize
        );
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match nanoseconds {
        0 => "0s".to_owned(),
        n if n < 1_000 => format!("{n}ns"),
        n if n < 1_000_000 => format!("{}µs", fraction(1_000)),
        n if n < 1_000_000_000 => format!("{}ms", fraction(1_000_000)),
        n => {
            let minutes = n / 60_000_000_000;
            let rest = n % 60_000_000_000;
            let text = format!("{}.{:09}", rest / 1_000_000_000, rest % 1_000_000_000);
            let seconds = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn durations_are_printed_as_go_does() {
        for (duration, text) in [
            (Duration::from_millis(100), "100ms"),
            (Duration::from_micros(1500), "1.5ms"),
            (Duration::from_secs(1), "1s"),
            (Duration::from_millis(90_500), "1m30.5s"),
            (Duration::from_secs(3600), "1h0m0s"),
            (Duration::ZERO, "0s"),
            (Duration::from_nanos(20_001), "20.001µs"),
        ] {
            assert_eq!(go_duration(duration), text);
        }
    }
}
