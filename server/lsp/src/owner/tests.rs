#![allow(clippy::unwrap_used)]

use super::answers::answer;
use super::*;
use crate::question::{Failure, View};
use pgwright_workspace::{Overlay, Project};
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::oneshot;

/// The handler then answers with an internal error, and the client's log says why.
#[tokio::test]
async fn an_answer_that_breaks_costs_only_itself() {
    let (events, mut happened) = unbounded_channel();
    let (reply, answered) = oneshot::channel::<Result<Option<()>, Failure>>();
    let question = Question::new("/a.sql".into(), reply, |_| panic!("broken"));
    let view = View {
        snapshot: Arc::new(pgwright_ide::Snapshot::new(
            pgwright_workspace::read(
                &Project::at(Utf8Path::new("/nowhere/pgwright.yaml")).unwrap(),
                &Overlay::new(),
            ),
            None,
        )),
        project: Arc::new(Project::at(Utf8Path::new("/nowhere/pgwright.yaml")).unwrap()),
        file: "a.sql".into(),
        documents: Arc::default(),
        support: Arc::default(),
    };
    answer(&events, question, view);
    assert!(answered.await.is_err(), "no answer");
    assert!(matches!(happened.recv().await, Some(Event::Broke(what)) if what.contains("broken")));
}
