//! Emacs with Eglot, set up as `editors/emacs.md` says.

use pgwright_tests::desk::Desk;
use std::path::Path;

#[test]
fn drift_is_shown_and_mended_as_the_page_says() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let page = std::fs::read_to_string(root.join("editors/emacs.md")).expect("the page");
    let (_, block) = page.split_once("```elisp\n").expect("a block");
    let (block, _) = block.split_once("```").expect("its end");
    let desk = Desk::with("bookshop");
    let init = desk.path().join("init.el");
    std::fs::write(&init, block).expect("the block");
    let output = desk
        .command(Path::new("emacs"))
        .args(["-Q", "--batch", "-l"])
        .arg(&init)
        .arg("-l")
        .arg(root.join("tests/editors/emacs/scenario.el"))
        .output()
        .expect("there is no emacs here: tests/editors/setup emacs gets it");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{said}", output.status);
    desk.leave();
}
