//! Scripts for psql: their statements, without psql's own commands and without data.

/// The statements of a script, in order. Lines of psql's commands, data behind `COPY … FROM
/// stdin`, and statements with psql's variables in them are left out.
pub fn statements(script: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let mut start = 0;
    let mut scan = Scan { text: script, at: 0, parentheses: 0, atomic: 0, begun: false };
    while let Some(end) = scan.next_end(&mut start) {
        let statement = script[start..end].trim();
        let lower = statement.to_lowercase();
        if lower.contains("copy") && lower.contains("from stdin") {
            let data = script[scan.at..].find("\n\\.").map_or(script.len(), |it| scan.at + it + 3);
            scan.at = data;
        } else if !statement.is_empty() && !statement.contains(":'") && !statement.contains(":\"") {
            statements.push(statement);
        }
        start = scan.at;
    }
    statements
}

/// A walk through a script.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    parentheses: usize,
    atomic: usize,
    begun: bool,
}

impl Scan<'_> {
    /// The end of the next statement, behind its semicolon; `start` moves over psql's commands.
    fn next_end(&mut self, start: &mut usize) -> Option<usize> {
        (self.parentheses, self.atomic, self.begun) = (0, 0, false);
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let rest = &self.text[self.at..];
            match byte {
                b'-' if rest.starts_with("--") => self.to(rest.find('\n')),
                b'/' if rest.starts_with("/*") => self.comment(),
                b'\\' => {
                    // A command ends the statement before it, such as `\gset`.
                    let end = self.at;
                    self.to(rest.find('\n'));
                    let before = self.text[*start..end].trim();
                    let plain = before.lines().all(|line| line.trim_start().starts_with("--"));
                    if !plain {
                        return Some(end);
                    }
                    *start = self.at;
                }
                b'\'' | b'"' => {
                    let escapes = byte == b'\'' && self.text[..self.at].ends_with(['e', 'E']);
                    self.quoted(byte, escapes);
                }
                b'$' => self.dollars(),
                b'(' => (self.parentheses, self.at) = (self.parentheses + 1, self.at + 1),
                b')' => {
                    (self.parentheses, self.at) = (self.parentheses.saturating_sub(1), self.at + 1)
                }
                b';' => {
                    self.at += 1;
                    if self.parentheses == 0 && self.atomic == 0 {
                        return Some(self.at);
                    }
                }
                _ if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 => self.word(),
                _ => self.at += 1,
            }
        }
        None
    }

    fn to(&mut self, length: Option<usize>) {
        self.at = length.map_or(self.text.len(), |length| self.at + length);
    }

    fn comment(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            let rest = &self.text.as_bytes()[self.at..];
            if rest.starts_with(b"/*") {
                (depth, self.at) = (depth + 1, self.at + 2);
            } else if rest.starts_with(b"*/") {
                (depth, self.at) = (depth - 1, self.at + 2);
                if depth == 0 {
                    return;
                }
            } else {
                self.at += 1;
            }
        }
    }

    fn quoted(&mut self, quote: u8, escapes: bool) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            if escapes && byte == b'\\' {
                self.at += 1;
            } else if byte == quote {
                return;
            }
        }
    }

    fn dollars(&mut self) {
        let rest = &self.text[self.at + 1..];
        let tag = rest.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(rest.len());
        let number = rest.starts_with(|it: char| it.is_ascii_digit());
        if number || !rest[tag..].starts_with('$') {
            self.at += 1;
            return;
        }
        let mark = &self.text[self.at..self.at + tag + 2];
        let behind = self.at + mark.len();
        let end = self.text[behind..].find(mark).map(|it| behind + it + mark.len());
        self.at = end.unwrap_or(self.text.len());
    }

    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let part = |it: char| it.is_alphanumeric() || it == '_' || it == '$';
        let length = rest.find(|it: char| !part(it)).unwrap_or(rest.len());
        match rest[..length].to_lowercase().as_str() {
            "begin" => self.begun = true,
            "atomic" if self.begun => self.atomic = 1,
            "case" if self.atomic > 0 => self.atomic += 1,
            "end" if self.atomic > 0 => self.atomic -= 1,
            _ => {}
        }
        if !rest[..length].eq_ignore_ascii_case("begin") {
            self.begun = false;
        }
        self.at += length.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::statements;

    #[test]
    fn statements_end_at_their_semicolons() {
        let script = "select ';', $a$;$a$, e'\\';' -- ;\n/* ; /* ; */ ; */; \\d x\nselect 1 \\gset\nselect \"a;b\";";
        assert_eq!(
            statements(script),
            [
                "select ';', $a$;$a$, e'\\';' -- ;\n/* ; /* ; */ ; */;",
                "select 1",
                "select \"a;b\";"
            ]
        );
        let atomic = "create function f() begin atomic select case when a then 1 end; select 2; end; select 3;";
        assert_eq!(statements(atomic).len(), 2);
        assert_eq!(
            statements("copy t from stdin;\n1;2\n\\.\nselect :'v';\nselect 1;"),
            ["select 1;"]
        );
        assert_eq!(statements("create rule r as do (select 1; select 2);").len(), 1);
    }
}
