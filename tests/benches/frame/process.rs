//! What the system tells of a process.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// The memory that it holds now, in KiB.
pub fn resident(process: u32) -> u64 {
    field(&fs::read_to_string(format!("/proc/{process}/status")).unwrap(), "VmRSS:")
}

/// How often its threads have gone to sleep by themselves.
pub fn voluntary_switches(process: u32) -> u64 {
    let threads = threads(process);
    let status = threads.filter_map(|thread| fs::read_to_string(thread.join("status")).ok());
    status.map(|status| field(&status, "voluntary_ctxt_switches:")).sum()
}

/// How long its threads have run.
pub fn ran(process: u32) -> Duration {
    let threads = threads(process);
    let ran = threads.filter_map(|thread| fs::read_to_string(thread.join("schedstat")).ok());
    Duration::from_nanos(ran.filter_map(|it| it.split(' ').next()?.parse::<u64>().ok()).sum())
}

fn threads(process: u32) -> impl Iterator<Item = PathBuf> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    threads.map(|thread| thread.unwrap().path())
}

fn field(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
