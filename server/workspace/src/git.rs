//! What git knows of a project's files: asked of the `git` on the PATH. Where there is no git, no
//! repository or no commit, it knows nothing, and all else goes on.
//!
//! An editor opens folders that are not to be trusted, and a repository's own settings can name
//! programs. So only commands are run that start none of them: they read objects, and the index
//! without refreshing it; nothing is fetched.

use crate::layout::{Layout, normal};
use crate::read::named;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_problem::{TextFile, Versions};
use rayon::prelude::*;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use std::fs;
use std::io::{self, Write};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread;

/// A question to git whose answer is waited for later.
pub(crate) struct Asked(Vec<(usize, io::Result<Child>)>);

/// Lets git list the migrations of the last commit. The files can be read meanwhile.
pub(crate) fn ask(layout: &Layout) -> Asked {
    let folders = layout.migrations.iter().enumerate();
    let folders = folders.filter(|(_, (_, folder))| is_in_repository(folder));
    let list = |(index, (_, folder)): (usize, &(String, Utf8PathBuf))| {
        (index, git(folder, &["ls-tree", "-r", "-z", "HEAD"]).spawn())
    };
    Asked(folders.map(list).collect())
}

impl Asked {
    /// The other versions of the files that were read.
    pub(crate) fn versions(
        self,
        layout: &Layout,
        migrations: &[(Arc<str>, Vec<TextFile>)],
        output: &[TextFile],
    ) -> Versions {
        let mut committed = Vec::new();
        for (index, child) in self.0 {
            let (name, folder) = &layout.migrations[index];
            let listed = child.and_then(Child::wait_with_output).and_then(succeeded);
            let files = migrations.get(index).map_or(&[][..], |(_, files)| files);
            let files = listed.and_then(|it| at_commit(layout, index, &it, files));
            match files {
                Ok(files) => committed.extend(files),
                Err(error) => tracing::debug!("{name}: git does not tell in {folder}: {error}"),
            }
        }
        committed.sort_by(|a: &TextFile, b| a.path.cmp(&b.path));
        Versions { committed, merged: merged(layout, output).unwrap_or_default() }
    }
}

/// The migrations of one folder as the last commit has them. Those that are alike share their text
/// with the file that is there.
fn at_commit(
    layout: &Layout,
    index: usize,
    listed: &[u8],
    files: &[TextFile],
) -> io::Result<Vec<TextFile>> {
    let (name, folder) = &layout.migrations[index];
    let migrations = entries(listed).filter_map(|(fields, below)| {
        let path = folder.join(below);
        let id = blob(&fields).filter(|_| layout.is_migration(index, &path))?;
        Some((id, named(name, folder, &path)))
    });
    let migrations: Vec<(&str, Arc<str>)> = migrations.collect();
    // Those that are as they were, by their ids.
    let alike: Vec<Option<TextFile>> = (migrations.par_iter())
        .map(|(id, path)| {
            let now = files.binary_search_by(|file| file.path.cmp(path)).ok()?;
            Some(&files[now]).filter(|now| is_text(&now.text, id)).cloned()
        })
        .collect();
    let others = migrations.into_iter().zip(&alike).filter(|(_, alike)| alike.is_none());
    let others = others.map(|((id, path), _)| (id.to_owned(), path));
    let (ids, paths): (Vec<String>, Vec<Arc<str>>) = others.unzip();
    let mut committed: Vec<TextFile> = alike.into_iter().flatten().collect();
    let texts = contents(folder, &ids)?;
    let others = paths.into_iter().zip(texts).filter_map(|(path, text)| Some((path, text?)));
    let others = others.filter(|(_, bytes)| !is_stand_in(bytes));
    committed.extend(others.map(|(path, bytes)| TextFile::from_bytes(path, bytes)));
    Ok(committed)
}

/// What git has of the generated files with conflict markers in them: their sides, as long as the
/// merge is under way, and the commits that it is between.
fn merged(layout: &Layout, output: &[TextFile]) -> io::Result<Vec<TextFile>> {
    let (name, folder) = &layout.output;
    let below = |file: &TextFile| {
        let below = file.path.strip_prefix(name.as_str())?.trim_start_matches('/').to_owned();
        (is_marked(&file.text) && !below.contains('\n')).then_some((Arc::clone(&file.path), below))
    };
    if !is_in_repository(folder) {
        return Ok(Vec::new());
    }
    let marked: Vec<(Arc<str>, String)> = output.par_iter().filter_map(below).collect();
    if marked.is_empty() {
        return Ok(Vec::new());
    }
    let asked = marked.iter().flat_map(|(path, below)| {
        REVISIONS.iter().map(move |revision| (path, format!("{revision}:./{below}")))
    });
    let (paths, names): (Vec<&Arc<str>>, Vec<String>) = asked.unzip();
    let texts = contents(folder, &names)?;
    let found = paths.into_iter().zip(texts).filter_map(|(path, text)| Some((path, text?)));
    Ok(found.map(|(path, text)| TextFile::from_bytes(Arc::clone(path), text)).collect())
}

/// Where the sides of a merge can be: in the index while it is under way, then in its parents.
const REVISIONS: [&str; 9] =
    [":1", ":2", ":3", "HEAD", "MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "HEAD^1", "HEAD^2"];

fn is_marked(text: &str) -> bool {
    // Line by line only where one may be: every file is asked at every reading.
    let has =
        |marker: &str| text.contains(marker) && text.lines().any(|line| line.starts_with(marker));
    has("<<<<<<< ") || has(">>>>>>> ")
}

/// The fields and the path of each entry of a list.
fn entries(listed: &[u8]) -> impl Iterator<Item = (Vec<&str>, &str)> {
    listed.split(|byte| *byte == 0).filter_map(|entry| {
        let (fields, path) = str::from_utf8(entry).ok()?.split_once('\t')?;
        Some((fields.split(' ').collect(), path))
    })
}

/// The id of a file's content; a link's is where it leads.
fn blob<'l>(fields: &[&'l str]) -> Option<&'l str> {
    match fields {
        [mode, "blob", id] if *mode != "120000" => Some(id),
        _ => None,
    }
}

/// Whether a file with this text has that id, the ends of its lines as they are or as git keeps
/// them.
fn is_text(text: &str, id: &str) -> bool {
    let has_id = |text: &str| {
        let head = format!("blob {}\0", text.len());
        match id.len() {
            40 => hex(&Sha1::new().chain_update(head).chain_update(text).finalize()) == id,
            _ => hex(&Sha256::new().chain_update(head).chain_update(text).finalize()) == id,
        }
    };
    has_id(text) || (text.contains("\r\n") && has_id(&text.replace("\r\n", "\n")))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether git keeps something else for a file than what stands in it: the pointer to a large
/// file, or an encrypted one.
fn is_stand_in(bytes: &[u8]) -> bool {
    bytes.starts_with(b"version https://git-lfs") || bytes.starts_with(b"\0GITCRYPT\0")
}

/// The contents of the objects with these names, in their order; `None`: there is no such one.
fn contents(folder: &Utf8Path, names: &[String]) -> io::Result<Vec<Option<Vec<u8>>>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut child = git(folder, &["cat-file", "--batch"]).stdin(Stdio::piped()).spawn()?;
    let input = child.stdin.take();
    let asked: String = names.iter().map(|name| format!("{name}\n")).collect();
    let output = thread::scope(|scope| {
        // Beside the reading: either pipe can be full.
        scope.spawn(move || input.map(|mut input| input.write_all(asked.as_bytes())));
        child.wait_with_output()
    });
    let output = output.and_then(succeeded)?;
    let mut rest = &output[..];
    let mut contents = Vec::with_capacity(names.len());
    while contents.len() < names.len() {
        let (content, behind) = content(rest).ok_or(io::ErrorKind::InvalidData)?;
        contents.push(content.map(<[u8]>::to_vec));
        rest = behind;
    }
    Ok(contents)
}

/// The first object of what `cat-file --batch` says, and what follows: `ID TYPE SIZE` and the
/// bytes, or `NAME missing`.
fn content(said: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let end = said.iter().position(|byte| *byte == b'\n')?;
    let body = &said[end + 1..];
    let last = str::from_utf8(&said[..end]).ok()?.rsplit(' ').next()?;
    match last.parse::<usize>() {
        Ok(size) => Some((Some(body.get(..size)?), body.get(size + 1..)?)),
        Err(_) => (last == "missing").then_some((None, body)),
    }
}

fn succeeded(output: Output) -> io::Result<Vec<u8>> {
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}

fn is_in_repository(folder: &Utf8Path) -> bool {
    let is_there = |it: &Utf8Path| it.join(".git").symlink_metadata().is_ok();
    let real = folder.canonicalize_utf8();
    real.is_ok_and(|real| real.ancestors().any(is_there))
}

/// The folder in which git notes each commit that a working tree comes to stand on.
pub(crate) fn log_folder(root: &Utf8Path) -> Option<Utf8PathBuf> {
    let is_there = |it: &Utf8PathBuf| it.symlink_metadata().is_ok();
    let git = root.ancestors().map(|folder| folder.join(".git")).find(is_there)?;
    if git.is_dir() {
        return Some(git.join("logs"));
    }
    // A second working tree, or a submodule: a file names the folder.
    let text = fs::read_to_string(&git).ok()?;
    let named = text.strip_prefix("gitdir: ")?.trim_end();
    Some(normal(&git.parent()?.join(named)).join("logs"))
}

/// A call of git in a folder.
fn git(folder: &Utf8Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false"]);
    command.arg("-C").arg(folder).args(arguments);
    // A hook has these set for its own repository and folder.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"] {
        command.env_remove(name);
    }
    for (name, value) in [
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_ALLOW_PROTOCOL", "none"),
        ("GIT_TERMINAL_PROMPT", "0"),
    ] {
        command.env(name, value);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_id_that_git_gives_it() {
        let sha1 = "45b983be36b73c0788dc9cbcb76cbb80fc7bb057"; // printf 'hi\n' | git hash-object --stdin
        let sha256 = "96c18f0297e38d01f4b2dacddea4259aea6b2961eb0822bd2c0c3f6029030045";
        for id in [sha1, sha256] {
            assert!(is_text("hi\n", id) && is_text("hi\r\n", id));
            assert!(!is_text("hi", id) && !is_text("hi\n\n", id));
        }
    }

    #[test]
    fn objects_are_told_apart_by_their_sizes() {
        let said = b"abc blob 3\nx\ny\nHEAD^2:./a b missing\ndef blob 0\n\n";
        let (first, rest) = content(said).unwrap_or_default();
        let (second, rest) = content(rest).unwrap_or_default();
        assert_eq!((first, second), (Some(&b"x\ny"[..]), None));
        assert_eq!(content(rest), Some((Some(&b""[..]), &b""[..])));
        for broken in [&b""[..], b"abc blob 9\nx\n", b"abc blob", b"abc ambiguous\n"] {
            assert_eq!(content(broken), None);
        }
    }
}
