//! What a person has set for the server.

use super::Owner;
use crate::log::Level;
use crate::protocol::Outgoing;
use camino::Utf8PathBuf;
use serde_json::Value;

impl Owner {
    /// Asks the client for its settings, if it tells them so.
    pub(super) fn ask_settings(&mut self) {
        if self.support.tells_settings {
            self.asking += 1;
            self.outbox.send(Outgoing::AskSettings);
        }
    }

    /// Takes settings, in the place of all but those from the start.
    pub(super) fn set(&mut self, said: &Value) {
        let (settings, wrong) = self.initial.with(said);
        for text in wrong {
            self.outbox.send(Outgoing::Show { level: Level::Warn, text });
        }
        let before = std::mem::replace(&mut self.settings, settings);
        self.log.set_level(settings.log_level);
        if before.database != settings.database {
            tracing::debug!("a live database may be dialled: {}", settings.database);
        }
        if before.diagnostics != settings.diagnostics {
            let projects = self.projects.values();
            let paths: Vec<Utf8PathBuf> =
                projects.flat_map(|project| project.diagnostics.keys()).cloned().collect();
            self.tell(paths);
            self.answer_pulls();
        }
    }
}
