//! The log: on standard error or in a file, and in the editor's.

use crate::args::{Arguments, LogLevel};
use crate::exit::{Result, Unusable};
use pgwright_lsp::Log;
use std::fs::File;
use std::sync::Mutex;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. What comes back leads to the editor's log, once the server has one.
pub fn start(arguments: &Arguments) -> Result<Log> {
    let level = match arguments.log_level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let lines = match &arguments.log_file {
        None => tracing_subscriber::fmt::layer()
            .with_ansi(is_coloured())
            .with_writer(std::io::stderr)
            .with_filter(level)
            .boxed(),
        Some(path) => {
            let open = File::options().create(true).append(true).open(path);
            let file = open.map_err(|error| {
                let message = format!("`{path}` cannot be written: {error}");
                Unusable::new(message, "give --log-file a file in a folder that is there")
            })?;
            let file = Mutex::new(file);
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(file);
            layer.with_filter(level).boxed()
        }
    };
    let log = Log::default();
    let editor = match arguments.call() {
        crate::args::Call::Serve => Some(log.clone().with_filter(filter_fn(Log::is_ours))),
        _ => None,
    };
    tracing_subscriber::registry().with(lines).with(editor).init();
    Ok(log)
}

fn is_coloured() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}
