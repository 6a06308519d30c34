//! Go names from SQL names.

mod inflect;
mod reserved;
mod words;

pub use inflect::singular;
pub(crate) use reserved::is_reserved_local;

use pgwright_config::Naming;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The initialisms of staticcheck's check ST1003, without which its names would be faulted.
const INITIALISMS: [&str; 42] = [
    "ACL", "AMQP", "API", "ASCII", "CPU", "CSS", "DB", "DNS", "EOF", "GID", "GUID", "HTML", "HTTP",
    "HTTPS", "ID", "IP", "JSON", "QPS", "RAM", "RPC", "RTP", "SIP", "SLA", "SMTP", "SQL", "SSH",
    "TCP", "TLS", "TS", "TTL", "UDP", "UI", "UID", "URI", "URL", "UTF8", "UUID", "VM", "XML",
    "XMPP", "XSRF", "XSS",
];

/// Makes Go names.
#[derive(Debug, Clone)]
pub(crate) struct Namer {
    initialisms: BTreeSet<Cow<'static, str>>,
}

impl Namer {
    /// With staticcheck's initialisms, and what the configuration adds and removes.
    pub(crate) fn new(naming: &Naming) -> Self {
        let mut initialisms: BTreeSet<Cow<'static, str>> =
            INITIALISMS.iter().map(|word| Cow::Borrowed(*word)).collect();
        initialisms.extend(naming.add_initialisms.iter().map(|word| word.to_uppercase().into()));
        for word in &naming.remove_initialisms {
            initialisms.remove(word.to_uppercase().as_str());
        }
        Self { initialisms }
    }

    /// The exported Go name: `user_id` gives `UserID`.
    pub(crate) fn exported(&self, name: &str) -> String {
        let joined: String = words::split(name).iter().map(|word| self.capitalised(word)).collect();
        match joined.chars().next() {
            None => format!("X{}", words::spelled(name)),
            Some(first) if words::is_upper(first) => joined,
            // Digits, and letters of scripts without capitals.
            Some(_) => format!("X{joined}"),
        }
    }

    /// The exported Go name in the singular: `user_addresses` gives `UserAddress`.
    pub(crate) fn exported_singular(&self, name: &str) -> String {
        let mut words = words::split(name);
        if let Some(last) = words.pop() {
            words.push(singular(&last));
        }
        self.exported(&words.join("_"))
    }

    /// The name of a parameter or local variable: `user_id` gives `userID`. What would hide a
    /// key word, a predeclared name, a package or a variable of the methods gets a `Value`
    /// behind it.
    pub(crate) fn local(&self, name: &str, taken: &dyn Fn(&str) -> bool) -> String {
        let words = words::split(name);
        let mut joined = String::new();
        for word in &words {
            if joined.is_empty() {
                joined = word.to_lowercase();
                if !joined.starts_with(words::is_letter) {
                    joined.insert(0, 'x');
                }
            } else {
                joined.push_str(&self.capitalised(word));
            }
        }
        if joined.is_empty() {
            joined = format!("x{}", words::spelled(name));
        }
        if is_reserved_local(&joined) || taken(&joined) {
            joined.push_str("Value");
        }
        joined
    }

    fn capitalised(&self, word: &str) -> String {
        let upper = word.to_uppercase();
        if self.initialisms.contains(upper.as_str()) {
            return upper;
        }
        if let Some(stem) = upper.strip_suffix('S')
            && self.initialisms.contains(stem)
        {
            return format!("{stem}s");
        }
        // staticcheck ends a word where small letters end: `id8` is `ID8` to it.
        let lower = word.to_lowercase();
        let end = lower.find(|c: char| !c.is_lowercase()).unwrap_or(lower.len());
        let (stem, rest) = lower.split_at(end);
        let stem = stem.to_uppercase();
        if self.initialisms.contains(stem.as_str()) {
            return stem + rest;
        }
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        first + &letters.as_str().to_lowercase()
    }
}

/// Whether a person's name for a struct or a field is one that Go exports.
pub(crate) fn is_exported_identifier(name: &str) -> bool {
    name.starts_with(words::is_upper)
        && name.chars().all(|c| words::is_letter(c) || words::is_digit(c) || c == '_')
}

/// `snake_case` of any name, for struct tags.
pub(crate) fn snake_case(name: &str) -> String {
    let words = words::split(name);
    if words.is_empty() {
        return format!("x{}", words::spelled(name));
    }
    words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_")
}

/// What metrics call a method: `GetByIDs` is `get_by_ids`.
pub(crate) fn operation_name(method: &str) -> String {
    let letters: Vec<char> = method.chars().collect();
    let mut name = String::with_capacity(method.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        if letter.is_uppercase() && at > 0 {
            let after_word = !letters[at - 1].is_uppercase();
            // The `s` behind an initialism is its plural.
            let plural = letters.get(at + 1) == Some(&'s')
                && letters.get(at + 2).is_none_or(|next| next.is_uppercase());
            let before_word =
                !plural && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
            if after_word || before_word {
                name.push('_');
            }
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// A name for a file: lower case, letters, digits and `_`, and nothing in front that makes Go
/// pass the file over.
pub(crate) fn file_stem(name: &str) -> String {
    let mut stem: String = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if words::is_letter(c) || c.is_ascii_digit() { c } else { '_' })
        .collect();
    if stem.starts_with('_') || stem.is_empty() {
        stem.insert(0, 'x');
    }
    stem
}

/// A name for a package: lower case letters and digits, all of ASCII since the folder of the name
/// stands in import paths. Other letters are written as their numbers.
pub(crate) fn package_name(schema: &str) -> String {
    let mut name = String::new();
    for c in schema.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if words::is_letter(c) {
            name.push_str(&format!("u{:x}", c as u32));
        }
    }
    if !name.starts_with(words::is_letter) {
        name.insert_str(0, "schema");
    }
    if reserved::is_keyword(&name) || name == "main" || name == "internal" || name == "vendor" {
        name.push_str("schema");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn namer() -> Namer {
        Namer::new(&Naming::default())
    }

    #[test]
    fn methods_have_names_for_metrics() {
        for (method, name) in [
            ("Create", "create"),
            ("GetByID", "get_by_id"),
            ("GetByIDs", "get_by_ids"),
            ("GetByIDForUpdate", "get_by_id_for_update"),
            ("ListByUserIDAndOrgID", "list_by_user_id_and_org_id"),
            ("GetByISBN13", "get_by_isbn13"),
            ("UpsertByURLHash", "upsert_by_url_hash"),
        ] {
            assert_eq!(operation_name(method), name);
        }
    }

    #[test]
    fn exported_names_have_initialisms_and_are_identifiers() {
        for (sql, go) in [
            ("users", "Users"),
            ("user_id", "UserID"),
            ("id", "ID"),
            ("image_urls", "ImageURLs"),
            ("ids", "IDs"),
            ("createdAt", "CreatedAt"),
            ("HTTPServer", "HTTPServer"),
            ("apiKey2", "APIKey2"),
            ("USER_NAME", "UserName"),
            ("2fa_code", "X2faCode"),
            ("order total (net)", "OrderTotalNet"),
            ("größe", "Größe"),
            ("名前", "X名前"),
            ("ßcharf", "SScharf"),
            ("_hidden", "Hidden"),
            ("$$", "X2424"),
            ("", "X"),
            ("a²", "A"),
            ("utf8_text", "UTF8Text"),
            ("transaction_id8", "TransactionID8"),
            ("id名", "ID名"),
            ("identity1", "Identity1"),
        ] {
            assert_eq!(namer().exported(sql), go, "{sql}");
        }
    }

    #[test]
    fn initialisms_can_be_added_and_removed() {
        let naming = Naming {
            add_initialisms: vec!["ISBN".into()],
            remove_initialisms: vec!["DB".into()],
            ..Naming::default()
        };
        assert_eq!(Namer::new(&naming).exported("db_isbn"), "DbISBN");
        assert_eq!(Namer::new(&naming).exported("isbns"), "ISBNs");
    }

    #[test]
    fn locals_hide_nothing() {
        let taken = |name: &str| name == "uuid";
        for (sql, go) in [
            ("id", "id"),
            ("user_id", "userID"),
            ("url_path", "urlPath"),
            ("type", "typeValue"),
            ("len", "lenValue"),
            ("query", "queryValue"),
            ("uuid", "uuidValue"),
            ("2fa", "x2fa"),
            ("名前", "名前"),
            ("$", "x24"),
        ] {
            assert_eq!(namer().local(sql, &taken), go, "{sql}");
        }
    }

    #[test]
    fn files_and_packages_have_names_that_go_reads() {
        for (sql, stem) in
            [("users", "users"), ("_jobs", "x_jobs"), ("Order Items", "order_items"), ("", "x")]
        {
            assert_eq!(file_stem(sql), stem);
        }
        for (schema, package) in [
            ("public", "public"),
            ("my-shop", "myshop"),
            ("func", "funcschema"),
            ("2", "schema2"),
            ("Maße", "maudfe"),
        ] {
            assert_eq!(package_name(schema), package);
        }
        assert_eq!(snake_case("createdAt"), "created_at");
    }

    #[test]
    fn structs_can_be_singular() {
        assert_eq!(namer().exported_singular("user_addresses"), "UserAddress");
        assert_eq!(namer().exported_singular("order"), "Order");
    }
}
