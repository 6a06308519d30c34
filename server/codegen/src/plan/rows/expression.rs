//! The expressions of checks, read from their text.
//!
//! Total: what is not understood is no expression, and its check is one that nothing is known of.

use super::tokens::{Token, tokens};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A column; `value` in a domain's check.
    Column(String),
    /// The type's name in lower case, without modifiers.
    Cast(Box<Expr>, String),
    /// The function's name, with its schema where one was written other than `pg_catalog`.
    Call(String, Vec<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    /// In lower case: `and`, `<=`, `~*`, `like`, `is distinct from` …
    Binary(String, Box<Expr>, Box<Expr>),
    /// `IS NULL`.
    IsNull(Box<Expr>),
    /// `IS TRUE`, `IS FALSE`.
    Is(Box<Expr>, bool),
    /// `left operator ANY (array)`, or `ALL`.
    Quantified {
        operator: String,
        all: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `ARRAY[…]`, `(a, b)`, and the list behind IN.
    List(Vec<Expr>),
    /// The conditions with their results, and what ELSE gives.
    Case(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `array[1]`.
    Element(Box<Expr>, Box<Expr>),
}

/// Reads the whole text as one expression.
pub(super) fn parse(text: &str) -> Option<Expr> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    let found = parser.expression(0)?;
    (parser.at == parser.tokens.len()).then_some(found)
}

impl Expr {
    /// Every column in it, once.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        self.visit(&mut |part| {
            if let Self::Column(name) = part
                && !found.contains(&name.as_str())
            {
                found.push(name);
            }
        });
        found
    }

    /// Calls `see` with it and each of its parts.
    pub(super) fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e Self)) {
        see(self);
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Column(_) => {}
            Self::Cast(a, _) | Self::Not(a) | Self::Minus(a) | Self::IsNull(a) | Self::Is(a, _) => {
                a.visit(see);
            }
            Self::Call(_, all) | Self::List(all) => all.iter().for_each(|part| part.visit(see)),
            Self::Binary(_, a, b) | Self::Quantified { left: a, right: b, .. } => {
                a.visit(see);
                b.visit(see);
            }
            Self::Element(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Self::Case(whens, otherwise) => {
                for (condition, result) in whens {
                    condition.visit(see);
                    result.visit(see);
                }
                if let Some(otherwise) = otherwise {
                    otherwise.visit(see);
                }
            }
        }
    }

    /// `left operator right`.
    pub(super) fn binary(operator: &str, left: Self, right: Self) -> Self {
        Self::Binary(operator.to_owned(), Box::new(left), Box::new(right))
    }
}

/// What is not nested deeper is read.
const MAX_DEPTH: usize = 60;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Word(found)) if found == word)
    }

    fn is_sign(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Sign(found)) if found == sign)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(0, word);
        self.at += usize::from(found);
        found
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.is_sign(0, sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Option<()> {
        self.eat(sign).then_some(())
    }

    /// An expression whose operators bind at least as `least`.
    fn expression(&mut self, least: u8) -> Option<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut left = self.prefix()?;
        while let Some((operator, words, binding)) = self.operator() {
            if binding < least {
                break;
            }
            self.at += words;
            left = self.infix(left, &operator, binding)?;
        }
        self.depth -= 1;
        Some(left)
    }

    fn prefix(&mut self) -> Option<Expr> {
        if self.eat_word("not") {
            return Some(Expr::Not(Box::new(self.expression(NOT)?)));
        }
        if self.eat("-") {
            return Some(match self.expression(SIGN)? {
                Expr::Number(number) => Expr::Number(-number),
                other => Expr::Minus(Box::new(other)),
            });
        }
        if self.eat("+") {
            return self.expression(SIGN);
        }
        self.primary()
    }

    /// The operator that stands next: its name, how many tokens it has, how it binds.
    fn operator(&self) -> Option<(String, usize, u8)> {
        let found = |name: &str, words, binding| Some((name.to_owned(), words, binding));
        match self.peek()? {
            Token::Sign(sign) => match sign.as_str() {
                "::" => found("::", 1, CAST),
                "[" => found("[", 1, CAST),
                "+" | "-" => found(sign, 1, SUM),
                "*" | "/" | "%" => found(sign, 1, PRODUCT),
                "^" => found("^", 1, POWER),
                "<" | ">" | "=" | "<=" | ">=" | "<>" | "!=" => found(sign, 1, COMPARISON),
                "(" | ")" | "]" | "," | "." | ";" => None,
                _ => found(sign, 1, OTHER),
            },
            Token::Word(word) => match word.as_str() {
                "or" => found("or", 1, OR),
                "and" => found("and", 1, AND),
                "is" => found("is", 1, IS),
                "isnull" => found("isnull", 1, IS),
                "notnull" => found("notnull", 1, IS),
                "in" | "between" | "like" | "ilike" | "similar" => found(word, 1, RANGE),
                "not" => match self.tokens.get(self.at + 1)? {
                    Token::Word(next)
                        if matches!(
                            next.as_str(),
                            "in" | "between" | "like" | "ilike" | "similar"
                        ) =>
                    {
                        found(&format!("not {next}"), 2, RANGE)
                    }
                    _ => None,
                },
                "collate" => found("collate", 1, CAST),
                _ => None,
            },
            _ => None,
        }
    }

    fn infix(&mut self, left: Expr, operator: &str, binding: u8) -> Option<Expr> {
        let negate = |expr: Expr, negated: bool| {
            if negated { Expr::Not(Box::new(expr)) } else { expr }
        };
        let (name, negated) = match operator.strip_prefix("not ") {
            Some(rest) => (rest, true),
            None => (operator, false),
        };
        Some(match name {
            "::" => Expr::Cast(Box::new(left), self.type_name()?),
            "[" => {
                let index = self.expression(0)?;
                self.expect("]")?;
                Expr::Element(Box::new(left), Box::new(index))
            }
            "collate" => {
                self.at += 1;
                while self.eat(".") {
                    self.at += 1;
                }
                left
            }
            "isnull" => Expr::IsNull(Box::new(left)),
            "notnull" => Expr::Not(Box::new(Expr::IsNull(Box::new(left)))),
            "is" => {
                let negated = self.eat_word("not");
                let found = if self.eat_word("null") || self.eat_word("unknown") {
                    Expr::IsNull(Box::new(left))
                } else if self.eat_word("true") {
                    Expr::Is(Box::new(left), true)
                } else if self.eat_word("false") {
                    Expr::Is(Box::new(left), false)
                } else if self.eat_word("distinct") && self.eat_word("from") {
                    let right = self.expression(IS + 1)?;
                    Expr::binary("is distinct from", left, right)
                } else {
                    return None;
                };
                negate(found, negated)
            }
            "between" => {
                let symmetric = self.eat_word("symmetric");
                let low = self.expression(RANGE + 1)?;
                if symmetric || !self.eat_word("and") {
                    return None;
                }
                let high = self.expression(RANGE + 1)?;
                let from = Expr::binary(">=", left.clone(), low);
                let to = Expr::binary("<=", left, high);
                negate(Expr::binary("and", from, to), negated)
            }
            "in" => {
                self.expect("(")?;
                let items = self.list(")")?;
                let found = Expr::Quantified {
                    operator: "=".to_owned(),
                    all: false,
                    left: Box::new(left),
                    right: Box::new(Expr::List(items)),
                };
                negate(found, negated)
            }
            "similar" => {
                if !self.eat_word("to") {
                    return None;
                }
                let right = self.expression(RANGE + 1)?;
                negate(Expr::binary("similar to", left, right), negated)
            }
            _ => {
                for (word, all) in [("any", false), ("some", false), ("all", true)] {
                    if self.is_word(0, word) && self.is_sign(1, "(") {
                        self.at += 2;
                        let right = self.expression(0)?;
                        self.expect(")")?;
                        return Some(Expr::Quantified {
                            operator: name.to_owned(),
                            all,
                            left: Box::new(left),
                            right: Box::new(right),
                        });
                    }
                }
                let right = self.expression(binding + 1)?;
                let name = if name == "!=" { "<>" } else { name };
                negate(Expr::binary(name, left, right), negated)
            }
        })
    }

    fn primary(&mut self) -> Option<Expr> {
        let token = self.peek()?.clone();
        self.at += 1;
        match token {
            Token::Number(number) => Some(Expr::Number(number)),
            Token::Text(text) => Some(Expr::Text(text)),
            Token::Quoted(name) => Some(self.named(name)),
            Token::Sign(sign) if sign == "(" => {
                let mut items = self.list(")")?;
                if items.len() == 1 { items.pop() } else { Some(Expr::List(items)) }
            }
            Token::Sign(_) => None,
            Token::Word(word) => match word.as_str() {
                "null" => Some(Expr::Null),
                "true" => Some(Expr::Bool(true)),
                "false" => Some(Expr::Bool(false)),
                "array" if self.eat("[") => Some(Expr::List(self.list("]")?)),
                "row" if self.eat("(") => Some(Expr::List(self.list(")")?)),
                "cast" if self.eat("(") => {
                    let operand = self.expression(0)?;
                    if !self.eat_word("as") {
                        return None;
                    }
                    let target = self.type_name()?;
                    self.expect(")")?;
                    Some(Expr::Cast(Box::new(operand), target))
                }
                "case" => self.case(),
                "select" | "exists" => None,
                "current_date" | "current_timestamp" | "localtimestamp" | "current_time"
                | "current_user" | "session_user"
                    if !self.is_sign(0, "(") =>
                {
                    Some(Expr::Call(word, Vec::new()))
                }
                // `date '2020-01-01'`
                "date" | "timestamp" | "timestamptz" | "interval" | "time"
                    if matches!(self.peek(), Some(Token::Text(_))) =>
                {
                    let text = self.primary()?;
                    Some(Expr::Cast(Box::new(text), word))
                }
                _ => self.word(word),
            },
        }
    }

    /// A column, perhaps behind its table, or a call.
    fn word(&mut self, first: String) -> Option<Expr> {
        let mut names = vec![first];
        while self.is_sign(0, ".") {
            self.at += 1;
            match self.peek()?.clone() {
                Token::Word(name) | Token::Quoted(name) => names.push(name),
                _ => return None,
            }
            self.at += 1;
        }
        let last = names.pop()?;
        if !self.eat("(") {
            return Some(Expr::Column(last));
        }
        let arguments = self.arguments(&last)?;
        let name = match names.last() {
            Some(schema) if schema != "pg_catalog" => format!("{schema}.{last}"),
            _ => last,
        };
        Some(Expr::Call(name, arguments))
    }

    fn named(&mut self, first: String) -> Expr {
        let mut last = first;
        while self.is_sign(0, ".") {
            let Some(Token::Word(name) | Token::Quoted(name)) =
                self.tokens.get(self.at + 1).cloned()
            else {
                break;
            };
            last = name;
            self.at += 2;
        }
        Expr::Column(last)
    }

    /// What stands between a call's parentheses, with SQL's own words for some functions.
    fn arguments(&mut self, function: &str) -> Option<Vec<Expr>> {
        match function {
            "position" => {
                let part = self.expression(RANGE + 1)?;
                if !self.eat_word("in") {
                    return None;
                }
                let whole = self.expression(0)?;
                self.expect(")")?;
                // In the order of `strpos`.
                Some(vec![whole, part])
            }
            "extract" => {
                let field = match self.peek()?.clone() {
                    Token::Word(field) | Token::Text(field) => field.to_lowercase(),
                    _ => return None,
                };
                self.at += 1;
                if !self.eat_word("from") {
                    return None;
                }
                let of = self.expression(0)?;
                self.expect(")")?;
                Some(vec![Expr::Text(field), of])
            }
            "trim" => {
                let side = ["both", "leading", "trailing"].iter().find(|side| self.eat_word(side));
                if side.is_some_and(|side| *side != "both") {
                    return None;
                }
                let from = self.eat_word("from");
                let first = self.expression(0)?;
                let mut arguments = vec![first];
                if !from && self.eat_word("from") {
                    arguments.insert(0, self.expression(0)?);
                }
                while self.eat(",") {
                    arguments.push(self.expression(0)?);
                }
                self.expect(")")?;
                Some(arguments)
            }
            "substring" => {
                let mut arguments = vec![self.expression(0)?];
                loop {
                    if self.eat_word("from") || self.eat_word("for") || self.eat(",") {
                        arguments.push(self.expression(0)?);
                    } else {
                        self.expect(")")?;
                        return Some(arguments);
                    }
                }
            }
            _ => self.list(")"),
        }
    }

    fn list(&mut self, close: &str) -> Option<Vec<Expr>> {
        let mut items = Vec::new();
        if self.eat(close) {
            return Some(items);
        }
        loop {
            items.push(self.expression(0)?);
            if self.eat(close) {
                return Some(items);
            }
            self.expect(",")?;
        }
    }

    fn case(&mut self) -> Option<Expr> {
        let operand = if self.is_word(0, "when") { None } else { Some(self.expression(0)?) };
        let mut whens = Vec::new();
        while self.eat_word("when") {
            let condition = self.expression(0)?;
            if !self.eat_word("then") {
                return None;
            }
            let condition = match &operand {
                Some(operand) => Expr::binary("=", operand.clone(), condition),
                None => condition,
            };
            whens.push((condition, self.expression(0)?));
        }
        let otherwise =
            if self.eat_word("else") { Some(Box::new(self.expression(0)?)) } else { None };
        self.eat_word("end").then_some(Expr::Case(whens, otherwise))
    }

    /// A type's name, without its schema and modifiers.
    fn type_name(&mut self) -> Option<String> {
        let mut name = match self.peek()?.clone() {
            Token::Word(name) | Token::Quoted(name) => name,
            _ => return None,
        };
        self.at += 1;
        while self.eat(".") {
            let (Token::Word(last) | Token::Quoted(last)) = self.peek()?.clone() else {
                return None;
            };
            name = last;
            self.at += 1;
        }
        for second in ["varying", "precision"] {
            if self.eat_word(second) {
                name = format!("{name} {second}");
            }
        }
        if self.eat("(") {
            self.list(")")?;
        }
        if (self.is_word(0, "with") || self.is_word(0, "without")) && self.is_word(1, "time") {
            if self.is_word(0, "with") {
                name.push_str("tz");
            }
            self.at += 3;
        }
        while self.eat("[") {
            self.expect("]")?;
            name.push_str("[]");
        }
        Some(name)
    }
}

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const IS: u8 = 4;
const COMPARISON: u8 = 5;
const RANGE: u8 = 6;
const OTHER: u8 = 7;
const SUM: u8 = 8;
const PRODUCT: u8 = 9;
const POWER: u8 = 10;
const SIGN: u8 = 12;
const CAST: u8 = 13;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        format!("{:?}", parse(text))
    }

    #[test]
    fn operators_bind_as_in_postgresql() {
        for (text, same) in [
            ("a or b and not c = 1", "(a) or ((b) and (not (c = 1)))"),
            ("a + 2 * -3 < b", "(a + (2 * (-3))) < b"),
            ("a between 1 and 2 and b", "(a >= 1 and a <= 2) and b"),
            ("a not in (1, 2)", "not (a in (1, 2))"),
            ("a::text ~ '^x'", "(a::text) ~ '^x'"),
            ("a || 'x' = 'yx'", "(a || 'x') = 'yx'"),
            ("t.a <> public.t.b", "a != b"),
        ] {
            assert!(parse(text).is_some(), "{text}");
            assert_eq!(shown(text), shown(same), "{text}");
        }
        assert_eq!(shown("a ="), "None");
        assert_eq!(shown("(select 1) = a"), "None");
        assert_eq!(shown(&"(".repeat(1000)), "None");
    }

    #[test]
    fn columns_are_named_once() {
        let found = parse("\"A b\" > lower(c) or c is null or position('@' in d) > 1");
        let found = found.map(|expr| expr.columns().iter().map(|c| (*c).to_owned()).collect());
        assert_eq!(found, Some(vec!["A b".to_owned(), "c".to_owned(), "d".to_owned()]));
    }
}
