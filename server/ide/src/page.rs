//! A short text about something, for editors that show Markdown and for those that do not.

/// A text of a few parts, one below the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Code in a language.
    Code(&'static str, String),
    /// A sentence of ours, as Markdown.
    Text(String),
    /// What a person wrote.
    Quote(String),
}

impl Page {
    /// Adds code.
    #[must_use]
    pub(crate) fn code(mut self, language: &'static str, text: impl Into<String>) -> Self {
        self.0.push(Part::Code(language, text.into()));
        self
    }

    /// Adds a sentence, in Markdown; nothing for an empty one.
    #[must_use]
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Part::Text(text));
        }
        self
    }

    /// Adds a person's words, where there are some.
    #[must_use]
    pub(crate) fn quote(mut self, text: Option<&str>) -> Self {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        self.0.extend(text.map(|text| Part::Quote(text.to_owned())));
        self
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As Markdown. What a person wrote stays what it is: none of it becomes a link or a tag.
    pub fn markdown(&self) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Code(language, text) => {
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                format!("{fence}{language}\n{text}\n{fence}")
            }
            Part::Text(text) => text.clone(),
            Part::Quote(text) => {
                let lines: Vec<String> =
                    text.lines().map(|line| format!("> {}", escaped(line))).collect();
                lines.join("\n")
            }
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }

    /// As plain text.
    pub fn plain(&self) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Code(_, text) | Part::Quote(text) => text.clone(),
            Part::Text(text) => text.replace(['`'], "").replace("**", ""),
        });
        parts.collect::<Vec<_>>().join("\n\n")
    }
}

/// A name as code in a sentence.
pub(crate) fn code(name: &str) -> String {
    format!("`{}`", name.replace('`', "'").replace(['\n', '\r'], " "))
}

/// A line of plain text as Markdown that shows it.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | ':' | ';' | '\'' | '"' | '/' | '?')
        {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_s_words_stay_words() {
        let page = Page::default().quote(Some("a [link](x) <b>\n# big")).quote(Some("  "));
        assert_eq!(page.markdown(), "> a \\[link\\]\\(x\\) \\<b\\>\n> \\# big");
        assert_eq!(page.plain(), "a [link](x) <b>\n# big");
    }

    #[test]
    fn code_cannot_end_its_own_block() {
        let page = Page::default().code("sql", "a ``` b").text("**One** `c`.").text("");
        assert_eq!(page.markdown(), "````sql\na ``` b\n````\n\n**One** `c`.");
        assert_eq!(page.plain(), "a ``` b\n\nOne c.");
        assert_eq!(code("a`b"), "`a'b`");
        assert!(Page::default().is_empty());
    }
}
