//! Stands between an editor and its language server: `editor_tee LOG PROGRAM [ARGUMENT…]` runs the
//! program, passes on what either says, byte by byte, and appends each message to LOG as a line
//! `{"by": "client", "at": …, "message": …}` with the milliseconds since it began. What is no message
//! is a line with `bytes` instead.

#![allow(clippy::print_stderr)]

use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

fn main() -> ExitCode {
    match run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("editor_tee: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> io::Result<u8> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(log), Some(program)) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: editor_tee LOG PROGRAM [ARGUMENT...]"));
    };
    let log = File::options().create(true).append(true).open(log)?;
    let log = Arc::new(Mutex::new((log, Instant::now())));
    let mut server = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (to_server, from_server) = (server.stdin.take(), server.stdout.take());
    let (Some(to_server), Some(from_server)) = (to_server, from_server) else {
        return Err(io::Error::other("the program has no pipes"));
    };
    let client_log = Arc::clone(&log);
    // It ends with this program: standard input may stay open behind a server that has ended.
    std::thread::spawn(move || pass_on("client", io::stdin().lock(), to_server, &client_log));
    pass_on("server", BufReader::new(from_server), io::stdout().lock(), &log);
    let code = server.wait()?.code().unwrap_or(1);
    Ok(u8::try_from(code).unwrap_or(1))
}

/// Passes on what `from` says until it has said all, or `to` hears no more.
fn pass_on(by: &str, mut from: impl BufRead, mut to: impl Write, log: &Mutex<(File, Instant)>) {
    loop {
        let mut bytes = Vec::new();
        let body = match read(&mut from, &mut bytes) {
            Ok(Some(body)) => body,
            Ok(None) if bytes.is_empty() => return,
            Ok(None) | Err(_) => 0..bytes.len(),
        };
        let text = bytes.get(body).unwrap_or_default();
        // Written before it is passed on: who reads the log after an answer finds it there.
        if let Ok(mut log) = log.lock() {
            let at = log.1.elapsed().as_millis() as u64;
            let line = match serde_json::from_slice::<Value>(text) {
                Ok(message) => json!({"by": by, "at": at, "message": message}),
                Err(_) => json!({"by": by, "at": at, "bytes": String::from_utf8_lossy(&bytes)}),
            };
            let _ = log.0.write_all(format!("{line}\n").as_bytes());
        }
        if to.write_all(&bytes).and_then(|()| to.flush()).is_err() {
            return;
        }
    }
}

/// Reads a message with its headers into `bytes`; where in it its body is. `None`: it is over.
fn read(
    from: &mut impl BufRead,
    bytes: &mut Vec<u8>,
) -> io::Result<Option<std::ops::Range<usize>>> {
    let mut length = 0;
    loop {
        let start = bytes.len();
        if from.read_until(b'\n', bytes)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(bytes.get(start..).unwrap_or_default()).to_lowercase();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let start = bytes.len();
    let read = from.take(length).read_to_end(bytes)?;
    Ok(Some(start..start + read))
}
