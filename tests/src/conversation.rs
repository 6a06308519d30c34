//! What an editor and the server said to each other, as `editor_tee` records it, held against the
//! protocol.

use pgwright_fixture::protocol::{Conversation, Side};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// How long an answer may take on a busy machine, in milliseconds. One that waits for another
/// change, as those about the whole workspace do, is asked for anew meanwhile.
const PATIENCE: u64 = 20_000;

/// A conversation that was recorded.
#[derive(Debug, Default)]
pub struct Record {
    /// How many messages were exchanged.
    pub messages: usize,
    /// The methods that either called, in order.
    pub methods: Vec<String>,
    /// What the server said that is none of the protocol's, and what it left unanswered.
    pub faults: Vec<String>,
}

impl Record {
    /// Reads a record. A log holds one conversation after the other, each of which begins with
    /// `initialize`.
    ///
    /// # Errors
    /// When it cannot be read, or the server said nothing in it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        Self::of(&text)
    }

    fn of(text: &str) -> Result<Self, String> {
        let mut record = Self::default();
        let mut talk = Talk::default();
        let mut answers = 0;
        for (number, line) in text.lines().enumerate() {
            let entry: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
            let by = if entry["by"] == "server" { Side::Server } else { Side::Client };
            answers += usize::from(by == Side::Server);
            let Some(message) = entry.get("message") else {
                record.tell(by, number, &format!("no message: {}", entry["bytes"]));
                continue;
            };
            let method = message["method"].as_str();
            if by == Side::Client && method == Some("initialize") {
                talk = Talk::default();
            }
            record.messages += 1;
            record.methods.extend(method.map(str::to_owned));
            for fault in talk.conversation.say(by, message) {
                record.tell(by, number, &fault);
            }
            let at = entry["at"].as_u64().unwrap_or_default();
            record.faults.extend(talk.waits(by, message, at));
        }
        if answers == 0 {
            return Err("the server said nothing".to_owned());
        }
        Ok(record)
    }

    /// The client's own faults are not ours.
    fn tell(&mut self, by: Side, line: usize, fault: &str) {
        if by == Side::Server {
            self.faults.push(format!("line {}: {fault}", line + 1));
        }
    }
}

/// One conversation of a record.
#[derive(Default)]
struct Talk {
    conversation: Conversation,
    /// When the client asked what has no answer yet, in milliseconds, by the id.
    asked: BTreeMap<String, (u64, String)>,
}

impl Talk {
    /// What a client that ends in an orderly way has waited for in vain. What it asked in the last
    /// moment it does not wait for itself.
    fn waits(&mut self, by: Side, message: &Value, at: u64) -> Vec<String> {
        let id = message["id"].to_string();
        match (by, message["method"].as_str()) {
            (Side::Client, Some("shutdown")) => {
                let in_vain = self.asked.values().filter(|(asked, _)| at - asked > PATIENCE);
                return in_vain.map(|(_, method)| format!("{method}: has no answer")).collect();
            }
            (Side::Client, Some(method)) if message.get("id").is_some() => {
                self.asked.insert(id, (at, method.to_owned()));
            }
            (Side::Server, None) => drop(self.asked.remove(&id)),
            _ => {}
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::Record;
    use serde_json::json;

    const START: &str = r#"{"by":"client","message":{"jsonrpc":"2.0","id":1,"method":"shutdown"}}
"#;

    #[test]
    fn what_is_answered_as_it_should_be_has_no_fault() {
        let text = format!(
            "{START}{}\n",
            r#"{"by":"server","message":{"jsonrpc":"2.0","id":1,"result":null}}"#
        );
        let record = Record::of(&text).expect("a record");
        assert_eq!((record.messages, &*record.faults), (2, &[][..]));
        assert_eq!(record.methods, ["shutdown"]);
    }

    #[test]
    fn faults_of_the_server_are_told_and_those_of_the_client_are_not() {
        for (said, told) in [
            (r#"{"by":"server","bytes":"hello\n"}"#, "line 2: no message: \"hello\\n\""),
            (
                r#"{"by":"server","message":{"jsonrpc":"2.0","id":7,"result":null}}"#,
                "line 2: an answer to 7, which is not asked",
            ),
            (
                r#"{"by":"server","message":{"jsonrpc":"2.0","id":1,"result":null,"more":1}}"#,
                "line 2: more: unknown key",
            ),
        ] {
            assert_eq!(Record::of(&format!("{START}{said}\n")).expect("a record").faults, [told]);
        }
        let client = r#"{"by":"client","message":{"jsonrpc":"2.0","method":"telephone"}}"#;
        let server = r#"{"by":"server","message":{"jsonrpc":"2.0","id":1,"result":null}}"#;
        assert_eq!(
            Record::of(&format!("{START}{client}\n{server}\n")).expect("a record").faults,
            [""; 0]
        );
    }

    #[test]
    fn a_question_that_long_has_no_answer_is_told() {
        let at = |at: u64, method: &str, id: u8| {
            let params = json!({"query": ""});
            let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
            format!("{}\n", json!({"by": "client", "at": at, "message": message}))
        };
        let hello = json!({"jsonrpc": "2.0", "id": 3, "result": null});
        let hello = format!("{}\n", json!({"by": "server", "at": 1, "message": hello}));
        let first = at(1, "shutdown", 3);
        let question = at(2, "workspace/symbol", 1);
        let record = |end: u64| {
            let text = format!("{first}{hello}{question}{}", at(end, "shutdown", 2));
            Record::of(&text).expect("a record").faults
        };
        assert_eq!(record(30_000), ["workspace/symbol: has no answer"]);
        assert_eq!(record(1_000), [""; 0]);
    }

    #[test]
    fn a_server_that_says_nothing_is_no_conversation() {
        assert!(Record::of(START).is_err());
        assert!(Record::of("").is_err());
    }
}
