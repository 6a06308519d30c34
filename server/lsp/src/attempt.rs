//! Doing what must not, but might, panic.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does something that must not, but might, panic. What broke is logged and handed back; the
/// server goes on.
pub(crate) fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let what = format!(
            "pgwright broke at something, and goes on: {}. Please report it, with what \
             `pgwright --self-check` prints",
            reason(&*panic)
        );
        tracing::error!("{what}");
        what
    })
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_breaks_is_handed_back_with_its_reason() {
        assert_eq!(attempt(|| 7), Ok(7));
        let what = attempt(|| panic!("number {}", 7)).map(|(): ()| ()).unwrap_err();
        assert!(what.contains("number 7"), "{what}");
    }
}
