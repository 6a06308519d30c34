//! Holds recorded conversations against the protocol: `editor_messages LOG…`, each as `editor_tee`
//! writes it. What the server said that is none of the protocol's is printed, and the exit code 1
//! then; 2 when a log cannot be read or has no message of the server.

#![allow(clippy::print_stdout)]

use pgwright_tests::conversation::Record;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut code = 0;
    for log in std::env::args().skip(1) {
        match Record::read(Path::new(&log)) {
            Ok(record) => {
                record.faults.iter().for_each(|fault| println!("{log}: {fault}"));
                println!("{log}: {} messages, {} faults", record.messages, record.faults.len());
                code = code.max(u8::from(!record.faults.is_empty()));
            }
            Err(why) => {
                println!("{log}: {why}");
                code = 2;
            }
        }
    }
    ExitCode::from(code)
}
