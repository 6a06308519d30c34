//! The templates of the folder `templates`, compiled into the program.

use super::Failure;
use crate::layout;
use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, Renderable, StringOutput,
    no_escape,
};
use serde_json::Value;
use std::sync::LazyLock;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../templates/", $name, ".hbs")))),*]
    };
}

/// By their names, which are their paths without the ending.
const TEMPLATES: &[(&str, &str)] = templates![
    "advanced/attempt",
    "advanced/attempted",
    "advanced/conn",
    "advanced/health_checks",
    "advanced/health_endpoints",
    "advanced/metrics",
    "advanced/metrics/alerts",
    "advanced/metrics/dashboard",
    "advanced/metrics/exporters",
    "advanced/metrics/expvar",
    "advanced/metrics/opentelemetry",
    "advanced/metrics/prometheus",
    "advanced/operation",
    "advanced/pool_monitor",
    "advanced/read_write_split",
    "advanced/retry_logic",
    "advanced/verify_schema",
    "config/pgxkit_config",
    "config/shutdown",
    "examples/example",
    "repository/advanced_repository",
    "repository/basic_repository",
    "repository/methods/count",
    "repository/methods/create",
    "repository/methods/create_many",
    "repository/methods/delete",
    "repository/methods/exists",
    "repository/methods/get",
    "repository/methods/get_for_update",
    "repository/methods/get_many",
    "repository/methods/health",
    "repository/methods/list",
    "repository/methods/paginate",
    "repository/methods/update",
    "repository/methods/upsert",
    "repository/parts/errors",
    "repository/parts/interface",
    "repository/parts/row",
    "shared/doc",
    "shared/enums",
    "shared/errors",
    "shared/executor",
    "shared/optional",
    "shared/pagination",
    "shared/transaction",
    "shared/types",
    "tests/features",
    "tests/fixture",
    "tests/methods/connection_stats",
    "tests/methods/count",
    "tests/methods/create",
    "tests/methods/create_many",
    "tests/methods/delete",
    "tests/methods/exists",
    "tests/methods/get",
    "tests/methods/get_for_update",
    "tests/methods/get_many",
    "tests/methods/health_check",
    "tests/methods/list",
    "tests/methods/paginate",
    "tests/methods/refuse",
    "tests/methods/update",
    "tests/methods/upsert",
    "tests/table",
];

static REGISTRY: LazyLock<(Handlebars<'static>, Vec<String>)> = LazyLock::new(|| {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(no_escape);
    registry.register_helper("doc", Box::new(doc));
    let mut wrong = Vec::new();
    for (name, text) in TEMPLATES {
        // What stands inside of another template ends where that goes on.
        let inner = name.starts_with("repository/methods/") || name.starts_with("advanced/attempt");
        let text = if inner { text.trim_end_matches('\n') } else { text };
        if let Err(error) = registry.register_template_string(name, text) {
            wrong.push(format!("{name}: {error}"));
        }
    }
    (registry, wrong)
});

/// Fills in a template.
pub(super) fn render(name: &str, view: Value) -> Result<String, Failure> {
    let context = Context::from(view);
    REGISTRY.0.render_with_context(name, &context).map_err(|error| format!("{name}: {error}"))
}

/// `{{#doc}}text{{/doc}}`: the text as a doc comment, without the last line's end.
fn doc<'reg, 'rc>(
    helper: &Helper<'rc>,
    registry: &'reg Handlebars<'reg>,
    context: &'rc Context,
    render: &mut RenderContext<'reg, 'rc>,
    out: &mut dyn Output,
) -> HelperResult {
    if let Some(template) = helper.template() {
        let mut text = StringOutput::new();
        template.render(registry, context, render, &mut text)?;
        out.write(layout::doc(&text.into_string()?, "").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_template_is_well_formed_and_compiled_in() {
        assert!(REGISTRY.1.is_empty(), "{:?}", REGISTRY.1);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
        let mut found = Vec::new();
        let mut open = vec![folder.clone()];
        while let Some(next) = open.pop() {
            for entry in std::fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|ending| ending == "hbs") {
                    let name = path.strip_prefix(&folder).unwrap().with_extension("");
                    found.push(name.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        found.sort();
        assert_eq!(found, TEMPLATES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
