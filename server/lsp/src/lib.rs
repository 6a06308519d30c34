//! The language server: protocol, positions, documents, watching, progress.
