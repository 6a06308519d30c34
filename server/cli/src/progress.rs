//! What is under way, on a terminal, when it takes longer than a blink.

use crate::args::{Arguments, LogLevel};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::env;
use std::io::{IsTerminal, stderr};
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is done sooner is not worth a word.
const BLINK: Duration = Duration::from_millis(300);

/// Whether progress may be shown at all.
static ALLOWED: OnceLock<bool> = OnceLock::new();

/// Decides whether progress may be shown: a person sits at the terminal behind standard error, no
/// log is written there, and nobody asked for quiet.
pub fn allow(arguments: &Arguments) {
    let quiet = arguments.quiet
        || !matches!(arguments.log_level, LogLevel::Off | LogLevel::Error | LogLevel::Warn);
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let _ = ALLOWED.set(stderr().is_terminal() && !quiet && !dumb && !is_set("CI"));
}

/// A line on the terminal; it is gone when this is.
pub struct Progress(Option<Shown>);

struct Shown {
    bar: ProgressBar,
    end: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Says what is done from now on, once it has taken longer than a blink.
    pub fn start(message: String) -> Self {
        if !ALLOWED.get().copied().unwrap_or_default() {
            return Self(None);
        }
        let bar = bar(message);
        let (end, ended) = channel();
        let shown = bar.clone();
        let thread = std::thread::Builder::new().name("pgwright-progress".into());
        let thread = thread.spawn(move || {
            if ended.recv_timeout(BLINK) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
                let _ = ended.recv();
            }
            shown.finish_and_clear();
        });
        Self(thread.ok().map(|thread| Shown { bar, end, thread: Some(thread) }))
    }

    /// Says what is done now.
    pub fn say(&self, message: String) {
        if let Some(shown) = &self.0 {
            shown.bar.set_message(message);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(mut shown) = self.0.take() {
            drop(shown.end);
            // Until the line is gone: what follows is printed in its place.
            if let Some(thread) = shown.thread.take() {
                let _ = thread.join();
            }
        }
    }
}

/// A bar that is not drawn yet.
fn bar(message: String) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.with_message(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    #[test]
    fn the_line_comes_changes_and_goes() {
        let terminal = InMemoryTerm::new(5, 60);
        let bar = bar("pgwright.yaml: reading".into());
        bar.tick();
        assert_eq!(terminal.contents(), "", "a blink is not over");
        bar.set_draw_target(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        bar.force_draw();
        assert!(terminal.contents().contains("pgwright.yaml: reading"), "{}", terminal.contents());
        bar.set_message("pgwright.yaml: following 7 migrations");
        bar.force_draw();
        assert!(terminal.contents().contains("following 7 migrations"), "{}", terminal.contents());
        bar.finish_and_clear();
        assert_eq!(terminal.contents(), "");
    }

    #[test]
    fn where_it_is_not_allowed_there_is_none() {
        let progress = Progress::start("reading".into());
        assert!(progress.0.is_none());
        progress.say("more".into());
    }
}
