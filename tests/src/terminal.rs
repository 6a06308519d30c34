//! A terminal in which an editor runs that has no other way to be driven: tmux, with a server of its
//! own.

use crate::desk::Desk;
use std::path::Path;
use std::time::{Duration, Instant};

/// A terminal at a desk. It ends with this value.
pub struct Terminal<'a> {
    desk: &'a Desk,
}

impl<'a> Terminal<'a> {
    /// Runs a line of the shell in a terminal of 160 columns and 40 lines.
    pub fn run(desk: &'a Desk, line: &str) -> Self {
        let terminal = Self { desk };
        let line = format!("TERM=tmux-256color COLORTERM=truecolor {line}");
        terminal.tmux(&["new-session", "-d", "-s", "it", "-x", "160", "-y", "40", &line]);
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let socket = self.desk.path().join("tmux");
        let output = self
            .desk
            .command(Path::new("tmux"))
            .arg("-S")
            .arg(socket)
            .args(["-f", "/dev/null"])
            .args(arguments)
            .output()
            .expect("there is no tmux here: tests/editors/setup host gets it");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Presses keys by their names, one after the other.
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            self.tmux(&["send-keys", "-t", "it", key]);
            // An editor takes what comes at once for what is pasted, or for one key.
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// Types a text.
    pub fn type_in(&self, text: &str) {
        self.tmux(&["send-keys", "-t", "it", "-l", text]);
        std::thread::sleep(Duration::from_millis(300));
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-t", "it"])
    }

    /// Waits until something is on the screen.
    pub fn shows(&self, text: &str) {
        self.until(text, || self.screen().contains(text));
    }

    /// Waits until something is so; half a minute, as the machines are busy.
    pub fn until(&self, what: &str, condition: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !condition() {
            assert!(Instant::now() < end, "this did not come: {what}\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Whether the program still runs.
    pub fn is_running(&self) -> bool {
        self.tmux(&["list-sessions"]).contains("it:")
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}
