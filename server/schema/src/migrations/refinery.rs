//! refinery: `V1__name.sql`, `U2__name.sql`.
//!
//! Rules from `refinery_core/src/util.rs` (`^([U|V])(\d+(?:\.\d+)?)__(\w+)\.sql$`, the rest of a
//! name being passed over; folders below are read; the version has to be a number of 32 bits, or of
//! 64 with `int8-versions`), `runner.rs` (in the order of versions, both kinds going up: a `U` may
//! come later than those behind it) and `drivers/postgres.rs` (a file is sent as a whole, in a
//! transaction).

use super::file::stem;
use super::{File, Named, Rules, Sent, Subfolders, Version, all, by_number, whole};

pub(super) const RULES: Rules = Rules {
    tool: "refinery",
    subfolders: Subfolders::Read,
    name,
    order: by_number,
    choose: all,
    read: |file, _| Ok(whole(file.text(), Sent::Transaction)),
};

fn name(file: &File<'_>) -> Named {
    let form = "its name is not like `V1__name.sql`";
    if !file.name.ends_with(".sql") {
        return Named::Left("its name does not end with `.sql`");
    }
    let Some((version, name)) = stem(file.name).split_once("__") else { return Named::Left(form) };
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    match version.strip_prefix(['V', 'U']).map(|it| Version::dotted(it, &[])) {
        Some(Some(Version::Numbers(numbers))) if is_word => {
            Named::Up(numbers.first().copied().map(Version::Number))
        }
        _ => Named::Left(form),
    }
}
