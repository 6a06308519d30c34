//! The keys of a sort, as they are written in `pagination.order_by`.

/// One key of a sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The column's name.
    pub column: String,
    /// `desc`.
    pub descending: bool,
    /// `nulls first` or `nulls last`, where it was said.
    pub nulls: Option<NullsOrder>,
}

/// Where NULL stands in a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullsOrder {
    /// Before all values.
    First,
    /// Behind all values.
    Last,
}

impl SortKey {
    /// Reads `column [asc|desc] [nulls first|last]`, the words in any case; a column with a
    /// blank in its name stands in double quotes, as in SQL. An error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (column, rest) = column(text.trim_start())?;
        let words: Vec<String> = rest.split_whitespace().map(str::to_lowercase).collect();
        let mut words = words.iter().map(String::as_str).peekable();
        let descending = words.next_if(|word| matches!(*word, "asc" | "desc")) == Some("desc");
        let nulls = match (words.next(), words.next()) {
            (None, _) => None,
            (Some("nulls"), Some("first")) => Some(NullsOrder::First),
            (Some("nulls"), Some("last")) => Some(NullsOrder::Last),
            (Some("nulls"), _) => return Err("wants `first` or `last` behind `nulls`".to_owned()),
            (Some(word), _) => return Err(misplaced(word)),
        };
        match words.next() {
            None => Ok(Self { column, descending, nulls }),
            Some(word) => Err(misplaced(word)),
        }
    }
}

fn misplaced(word: &str) -> String {
    format!("has `{word}` where `desc`, `nulls first` or `nulls last` can stand")
}

/// Reads a column's name, and gives what stands behind it.
fn column(text: &str) -> Result<(String, &str), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (column, rest) = text.split_at(end);
        return match column.is_empty() {
            true => Err("is empty".to_owned()),
            false => Ok((column.to_owned(), rest)),
        };
    };
    let mut column = String::new();
    loop {
        let end = rest.find('"').ok_or("has an open `\"`")?;
        column.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(behind) => {
                column.push('"');
                rest = behind;
            }
            None if column.is_empty() => return Err("names no column".to_owned()),
            None => return Ok((column, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<(&str, bool, Option<NullsOrder>), &str>) {
        let expected = expected
            .map(|(column, descending, nulls)| SortKey { column: column.into(), descending, nulls })
            .map_err(str::to_owned);
        assert_eq!(SortKey::parse(text), expected, "{text}");
    }

    #[test]
    fn sort_keys_are_read() {
        check("id", Ok(("id", false, None)));
        check("created_at DESC", Ok(("created_at", true, None)));
        check("a asc nulls first", Ok(("a", false, Some(NullsOrder::First))));
        check("a  nulls  LAST ", Ok(("a", false, Some(NullsOrder::Last))));
        check("\"Created At\" desc", Ok(("Created At", true, None)));
        check("\"a\"\"b\"", Ok(("a\"b", false, None)));
        check("desc", Ok(("desc", false, None)));
    }

    #[test]
    fn what_is_no_sort_key_is_refused() {
        let misplaced = "has `down` where `desc`, `nulls first` or `nulls last` can stand";
        check("", Err("is empty"));
        check("a down", Err(misplaced));
        check("a desc nulls last down", Err(misplaced));
        check("a nulls", Err("wants `first` or `last` behind `nulls`"));
        check("\"a", Err("has an open `\"`"));
        check("\"\"", Err("names no column"));
    }
}
