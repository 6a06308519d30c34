//! The process that started the server: without it there is nobody to serve, even where something
//! else holds the pipes open.

use tokio::sync::watch;

/// Comes back when the process is gone that `named` names some time. Sleeps until then, and for
/// ever where none is named or it cannot be watched: from within a container the editor's is not
/// to be seen. Then the end of the input tells.
pub(crate) async fn gone(mut named: watch::Receiver<Option<u32>>) {
    let process = named.wait_for(Option::is_some).await.ok().and_then(|process| *process);
    if let Some(process) = process {
        match end_of(process).await {
            Ok(()) => return,
            Err(error) => tracing::info!("the process {process} cannot be watched: {error}"),
        }
    }
    std::future::pending().await
}

/// Waits for the end of a process. It need not be a parent of this one, and asks nobody again and
/// again: the system tells.
#[cfg(target_os = "linux")]
async fn end_of(process: u32) -> std::io::Result<()> {
    use rustix::process::{Pid, PidfdFlags, pidfd_open};
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;
    let no_id = || std::io::Error::from(std::io::ErrorKind::InvalidInput);
    let process = i32::try_from(process).ok().and_then(Pid::from_raw).ok_or_else(no_id)?;
    let handle = pidfd_open(process, PidfdFlags::NONBLOCK)?;
    #[expect(deprecated, reason = "its successor is unsafe; the handle stays the one that it is")]
    let handle = AsyncFd::with_interest(handle, Interest::READABLE)?;
    handle.readable().await.map(|_| ())
}

/// Elsewhere it is not watched: the end of the input tells.
#[cfg(not(target_os = "linux"))]
async fn end_of(_: u32) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
