//! Where a message begins and ends in a stream of bytes.

use std::io;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

/// The longest message that is read. An editor sends whole files, but none like this.
const LONGEST: u64 = 1 << 30;

/// The longest line that may be a header.
const LONGEST_HEADER: u64 = 1 << 16;

/// The header that says how long a message is.
const LENGTH: &[u8] = b"content-length:";

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The body of a message.
    Body(Vec<u8>),
    /// Headers that do not say how long the message is, which so is passed over up to the next
    /// ones.
    NoLength,
}

/// Reads the next message; `None` at the end of the stream, be it in the middle of a message.
pub(crate) async fn read<I: AsyncRead + Unpin>(
    input: &mut BufReader<I>,
) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut said = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut *input).take(LONGEST_HEADER).read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            match length {
                Some(length) => return body(input, length).await,
                None if said => return Ok(Some(Frame::NoLength)),
                None => continue,
            }
        }
        said = true;
        // Not only at the start of the line: it may stand behind a body without a length.
        let lower = line.to_ascii_lowercase();
        if let Some(at) = lower.windows(LENGTH.len()).rposition(|it| it == LENGTH) {
            let value = String::from_utf8_lossy(&line[at + LENGTH.len()..]);
            length = value.trim().parse().ok().filter(|length| *length <= LONGEST);
            if length.is_none() {
                tracing::warn!("no length of a message: {}", value.trim());
            }
        }
        // Other headers say nothing that we need; what is no header is passed over.
    }
}

async fn body<I: AsyncRead + Unpin>(
    input: &mut BufReader<I>,
    length: u64,
) -> io::Result<Option<Frame>> {
    // Memory is taken as the message comes, not as it says that it will.
    let mut body = Vec::new();
    let read = input.take(length).read_to_end(&mut body).await?;
    Ok((read as u64 == length).then_some(Frame::Body(body)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The bodies in `bytes`; `?` for headers without a length.
    async fn bodies(bytes: &[u8]) -> Vec<String> {
        let mut input = BufReader::new(bytes);
        let mut bodies = Vec::new();
        while let Some(frame) = read(&mut input).await.unwrap() {
            bodies.push(match frame {
                Frame::Body(body) => String::from_utf8(body).unwrap(),
                Frame::NoLength => "?".to_owned(),
            });
        }
        bodies
    }

    #[tokio::test]
    async fn headers_of_all_forms_are_read() {
        for (bytes, wanted) in [
            ("Content-Length: 1\r\n\r\naContent-Length: 2\r\n\r\nbc", &["a", "bc"][..]),
            ("content-length:1\n\na", &["a"]),
            ("CONTENT-LENGTH :  1\r\n\r\na", &["?"]),
            (
                "Content-Length: 1\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\na",
                &["a"],
            ),
            ("X: y\r\nContent-Length: 1\r\n\r\na", &["a"]),
            ("\r\n\r\nContent-Length: 1\r\n\r\na", &["a"]),
            ("Content-Length: 9\r\nContent-Length: 1\r\n\r\na", &["a"]),
            ("Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\na", &["", "a"]),
            ("Content-Length: 3\r\n\r\nß\n", &["ß\n"]),
        ] {
            assert_eq!(bodies(bytes.as_bytes()).await, wanted, "{bytes:?}");
        }
    }

    #[tokio::test]
    async fn behind_what_has_no_length_the_next_message_is_read() {
        for bytes in [
            "Content-Length: many\r\n\r\n{}Content-Length: 1\r\n\r\na",
            "Content-Length: -1\r\n\r\n{}\r\nContent-Length: 1\r\n\r\na",
            "Content-Length: 99999999999999999999\r\n\r\nContent-Length: 1\r\n\r\na",
            "Content-Length: 1073741825\r\n\r\nContent-Length: 1\r\n\r\na",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nContent-Length: 1\r\n\r\na",
        ] {
            assert_eq!(bodies(bytes.as_bytes()).await, ["?", "a"], "{bytes:?}");
        }
        let long = format!("{}Content-Length: 1\r\n\r\na", "x".repeat(1 << 20));
        assert_eq!(bodies(long.as_bytes()).await, ["a"]);
    }

    #[tokio::test]
    async fn the_stream_may_end_anywhere() {
        let whole = b"Content-Length: 3\r\n\r\nabc";
        for end in 0..whole.len() {
            assert_eq!(bodies(&whole[..end]).await, [""; 0], "{end}");
        }
    }
}
