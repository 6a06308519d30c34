//! The command `pgwright`: the language server, and the headless mode for CI.

fn main() {}
