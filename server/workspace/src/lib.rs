//! Finding projects on disk, reading them, watching them, and writing safely. Shared by editor and CI.
//!
//! [`project_of`], [`projects_below`] and [`Project::at`] find projects; [`read`] makes a
//! [`ProjectTexts`](pgwright_problem::ProjectTexts) of one, with the texts of an editor laid over
//! the disk's by an [`Overlay`]; [`Layout`] says which part of a project a path belongs to; and
//! [`apply`] brings changed files to disk.
//!
//! Knows no LSP and not what drift means.

mod create;
mod discover;
mod git;
mod layout;
mod leftover;
mod read;
mod watch;
mod write;

pub use create::create;
pub use discover::{NAMES, Project, files_below, project_of, projects_below};
pub use layout::{Layout, Role, normal};
pub use read::{Overlay, read, read_migrations};
pub use watch::Watcher;
pub use write::{FileChange, Outcome, apply};
