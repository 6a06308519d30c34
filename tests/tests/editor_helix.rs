//! Helix in a terminal, set up as `editors/helix.md` says.

use pgwright_tests::desk::{Desk, editor};
use pgwright_tests::terminal::Terminal;
use std::path::Path;

#[test]
fn drift_is_shown_and_mended_as_the_page_says() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let page = std::fs::read_to_string(root.join("editors/helix.md")).expect("the page");
    let (_, block) = page.split_once("```toml\n").expect("a block");
    let (block, _) = block.split_once("```").expect("its end");
    let desk = Desk::with("bookshop");
    let configuration = desk.path().join("config/helix");
    std::fs::create_dir_all(&configuration).expect("a folder");
    std::fs::write(configuration.join("languages.toml"), block).expect("the block");

    let helix = editor("helix", "usr/bin/hx");
    let runtime = helix.with_file_name("../lib/hx/runtime");
    let file = "migrations/000023_create_vouchers.up.sql";
    let line = format!("HELIX_RUNTIME='{}' '{}' {file}", runtime.display(), helix.display());
    let terminal = Terminal::run(&desk, &line);
    terminal.shows("Legacy Code");
    terminal.until("the first problems", || desk.has_said("test-row"));

    // Typed, not saved: drift in a file that is not open.
    terminal.press(&["/", "Legacy Code", "Enter", "o"]);
    terminal.type_in("    issued_by text,");
    terminal.press(&["Escape"]);
    let drift = "column public.vouchers.issued_by, added by";
    terminal.until(drift, || desk.has_said(drift));
    terminal.press(&["Space", "D"]);
    // The list has no room for whole messages.
    terminal.shows("column public");
    terminal.shows("vouchers_repository.go");
    terminal.press(&["Escape"]);

    // The command writes it.
    terminal.type_in(":lsp-workspace-command pgwright.generateAll");
    terminal.press(&["Enter"]);
    let repository = "internal/repository/vouchers_repository.go";
    terminal.until("the Go", || desk.read(repository).contains("IssuedBy "));
    desk.compiles();
    assert!(!desk.read(file).contains("issued_by"), "the migration is not saved");

    // What a name is, and where it is.
    terminal.press(&["/", "customer_id", "Enter", "Space", "k"]);
    terminal.shows("Go: ");
    terminal.press(&["Escape", "g", "r"]);
    terminal.shows("vouchers_repository.go");
    terminal.press(&["Escape"]);
    terminal.type_in(":quit!");
    terminal.press(&["Enter"]);
    terminal.until("the end", || !terminal.is_running());
    drop(terminal);
    desk.leave();
}
