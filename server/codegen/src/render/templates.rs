//! The templates of the folder `templates`, compiled into the program.

use super::Failure;
use super::evaluate::Templates;
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

static READ: LazyLock<Result<Templates, Vec<Failure>>> =
    LazyLock::new(|| Templates::new(sources()));

/// The templates as they are filled in.
fn sources() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    TEMPLATES.iter().map(|(name, text)| {
        // What stands inside of another template ends where that goes on.
        let inner = name.starts_with("repository/methods/") || name.starts_with("advanced/attempt");
        (*name, if inner { text.trim_end_matches('\n') } else { *text })
    })
}

/// Fills in a template.
pub(super) fn render(name: &str, view: &Value) -> Result<String, Failure> {
    let text = READ.as_ref().map_err(|wrong| wrong.join("; "))?.render(name, view)?;
    #[cfg(test)]
    tests::handlebars_says_the_same(name, view, &text);
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::layout;
    use handlebars::{
        Context, Handlebars, Helper, HelperResult, Output, RenderContext, Renderable, StringOutput,
        no_escape,
    };
    use pgwright_config::Document;
    use pgwright_problem::TextFile;
    use pgwright_schema::replay::{Step, replay};
    use std::cell::Cell;
    use std::path::Path;
    use std::sync::Arc;

    thread_local! {
        /// How many texts were held against each other on this thread.
        static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    static HANDLEBARS: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        handlebars.register_escape_fn(no_escape);
        handlebars.register_helper("doc", Box::new(doc));
        for (name, text) in sources() {
            handlebars.register_template_string(name, text).unwrap();
        }
        handlebars
    });

    fn doc<'reg, 'rc>(
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let mut text = StringOutput::new();
        helper.template().unwrap().render(registry, context, render, &mut text)?;
        Ok(out.write(layout::doc(&text.into_string()?, "").trim_end())?)
    }

    pub(super) fn handlebars_says_the_same(name: &str, view: &Value, text: &str) {
        COMPARED.set(COMPARED.get() + 1);
        assert_eq!(HANDLEBARS.render(name, view).unwrap(), text, "{name}");
    }

    #[test]
    fn all_files_of_a_project_are_filled_in_as_handlebars_does() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/bookshop");
        let read = |path: &Path| {
            TextFile::new(
                path.strip_prefix(&folder).unwrap().to_str().unwrap(),
                std::fs::read_to_string(path).unwrap(),
            )
        };
        let entries = std::fs::read_dir(folder.join("migrations")).unwrap();
        let mut files: Vec<TextFile> = entries.map(|entry| read(&entry.unwrap().path())).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let order = pgwright_schema::migrations::order("migrations", &files, None);
        let steps = order.migrations.iter().map(|migration| Step {
            path: migration.path.clone(),
            parsed: Arc::new(pgwright_schema::parse(&migration.text, &migration.up)),
        });
        let model = replay(&steps.collect::<Vec<_>>(), 15, None).model();
        let configuration = read(&folder.join("pgwright.yaml"));
        let document = Document::parse(&configuration.path, &configuration.text);
        // On one thread, where they are counted.
        let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let compared = threads.install(|| {
            let files = crate::generate(&model, &document, &[]).files;
            assert!(files.len() > 60);
            COMPARED.get()
        });
        assert!(compared > 60, "{compared}");
    }

    #[test]
    fn every_template_is_well_formed_and_compiled_in() {
        assert!(READ.is_ok(), "{:?}", READ.as_ref().err());
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
