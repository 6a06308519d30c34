//! How many instructions an edit costs: valgrind's callgrind counts those of the server itself,
//! on all its threads, from the moment that it is told to.

use crate::edits::Session;
use crate::servers::Server;
use crate::workspace::{Kind, Place, Workspace};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// How many edits are counted together.
const EDITS: u64 = 8;

/// Instructions of one edit of each kind in the last file; what is wanting otherwise.
pub fn count<const N: usize>(
    server: &Server,
    workspace: &Workspace,
    kinds: [Kind; N],
) -> Result<[u64; N], String> {
    for program in ["valgrind", "callgrind_control"] {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        if !command.status().is_ok_and(|status| status.success()) {
            return Err(format!("there is no {program}. Get it with: apt-get install valgrind"));
        }
    }
    let folder = TempDir::new().unwrap();
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--quiet", "--tool=callgrind", "--instr-atstart=no"]);
    valgrind.arg(format!("--callgrind-out-file={}", folder.path().join("counts").display()));
    // Threads that look for work where there is none would be counted too.
    valgrind.env("RAYON_NUM_THREADS", "1");
    let editor = server.start_below(valgrind, workspace.path());
    let mut session = Session::with(editor, server, workspace, Place::Last);
    let process = session.editor.process();
    control(process, &["--instr=on"])?;
    Ok(kinds.map(|kind| {
        // The first is translated while it runs, and may be the first of its kind.
        session.edit(kind);
        dump(process, folder.path());
        for _ in 0..EDITS {
            session.edit(kind);
        }
        dump(process, folder.path()) / EDITS
    }))
}

/// What was counted since the last time.
fn dump(process: u32, folder: &Path) -> u64 {
    control(process, &["--dump"]).unwrap();
    let counts = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut total = 0;
    for path in counts {
        let text = fs::read_to_string(&path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("totals:")).unwrap_or("0");
        total += line.trim().parse::<u64>().unwrap();
        fs::remove_file(path).unwrap();
    }
    total
}

fn control(process: u32, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("callgrind_control");
    let output = command.args(arguments).arg(process.to_string()).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        other => Err(format!("{command:?}: {other:?}")),
    }
}
