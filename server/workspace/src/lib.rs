//! Finding projects on disk, reading them, and writing safely. Shared by editor and CI.
//!
//! Knows no LSP and not what drift means.
