//! Regular expressions and LIKE patterns of simple shape: texts that match, and whether one does.

use std::ops::RangeInclusive;

/// A pattern as a sequence of pieces, one of several.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    branches: Vec<Vec<Piece>>,
    from_start: bool,
    to_end: bool,
    fold: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Piece {
    what: What,
    least: usize,
    most: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Class(Class),
    Group(Vec<Vec<Piece>>),
    Start,
    End,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Class {
    ranges: Vec<RangeInclusive<char>>,
    negated: bool,
}

/// Repetitions without an end are not tried further than this.
const MANY: usize = 256;

impl Pattern {
    /// A regular expression; `None` for what is not understood (back references, look-around).
    pub(super) fn regex(text: &str, fold: bool) -> Option<Self> {
        let mut reader = Reader { characters: text.chars().collect(), at: 0, depth: 0 };
        let mut branches = reader.branches()?;
        if reader.at < reader.characters.len() {
            return None;
        }
        let all = |branches: &Vec<Vec<Piece>>, what: What, first: bool| {
            branches.iter().all(|branch| {
                let piece = if first { branch.first() } else { branch.last() };
                piece.is_some_and(|piece| piece.what == what)
            })
        };
        let (from_start, to_end) =
            (all(&branches, What::Start, true), all(&branches, What::End, false));
        for branch in &mut branches {
            if from_start {
                branch.remove(0);
            }
            if to_end {
                branch.pop();
            }
        }
        Some(Self { branches, from_start, to_end, fold })
    }

    /// A LIKE pattern.
    pub(super) fn like(text: &str, fold: bool) -> Self {
        let any = Class { ranges: Vec::new(), negated: true };
        let mut branch = Vec::new();
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            let (what, least, most) = match c {
                '%' => (any.clone(), 0, MANY),
                '_' => (any.clone(), 1, 1),
                '\\' => (Class::one(characters.next().unwrap_or('\\')), 1, 1),
                c => (Class::one(c), 1, 1),
            };
            branch.push(Piece { what: What::Class(what), least, most });
        }
        Self { branches: vec![branch], from_start: true, to_end: true, fold }
    }

    /// Whether a text matches; `None` after too many steps.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        let fold = |c: char| if self.fold { c.to_ascii_lowercase() } else { c };
        let characters: Vec<char> = text.chars().map(fold).collect();
        let mut matcher =
            Matcher { text: &characters, fold: self.fold, to_end: self.to_end, steps: 200_000 };
        let starts = if self.from_start { 0..=0 } else { 0..=characters.len() };
        for start in starts {
            for branch in &self.branches {
                if matcher.run(branch, start)? {
                    return Some(true);
                }
            }
        }
        Some(false)
    }

    /// Texts that match, each in parts: what is written as it is, and places for digits or
    /// letters that may differ.
    pub(super) fn texts(&self) -> Vec<Vec<Part>> {
        let mut found = Vec::new();
        for branch in self.branches.iter().take(8) {
            for least in [true, false] {
                let mut parts = Vec::new();
                if write(branch, least, &mut parts).is_some() {
                    found.push(join(parts));
                }
            }
        }
        found.dedup();
        found
    }
}

/// A part of a text that matches.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Constant(String),
    /// So many digits.
    Digits(usize),
    /// So many letters, `a` to `j` or `A` to `J`.
    Letters(usize, bool),
}

fn join(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Constant(before)), Part::Constant(text)) => before.push_str(&text),
            (Some(Part::Digits(before)), Part::Digits(count)) => *before += count,
            (Some(Part::Letters(before, upper)), Part::Letters(count, other))
                if *upper == other =>
            {
                *before += count;
            }
            (_, part) => joined.push(part),
        }
    }
    joined
}

/// Writes a text for pieces: with as few repetitions as there may be, or with enough of them to
/// tell many texts apart.
fn write(pieces: &[Piece], least: bool, out: &mut Vec<Part>) -> Option<()> {
    for piece in pieces {
        let count = if least { piece.least } else { piece.most.min(piece.least.max(12)) };
        match &piece.what {
            What::Start | What::End => {}
            What::Group(branches) => {
                let first = branches.first()?;
                // A group that goes on and on is one of separators.
                let count = if piece.least == 0 { 0 } else { piece.least };
                for _ in 0..count {
                    write(first, least, out)?;
                }
            }
            What::Class(class) => {
                if count == 0 {
                    continue;
                }
                if class.has_all('0'..='9') && !class.is_one() {
                    out.push(Part::Digits(count));
                } else if class.has_all('a'..='j') {
                    out.push(Part::Letters(count, false));
                } else if class.has_all('A'..='J') {
                    out.push(Part::Letters(count, true));
                } else {
                    let c = class.example()?;
                    out.push(Part::Constant(c.to_string().repeat(count)));
                }
            }
        }
    }
    Some(())
}

impl Class {
    fn one(c: char) -> Self {
        Self { ranges: vec![c..=c], negated: false }
    }

    fn is_one(&self) -> bool {
        !self.negated && self.ranges.len() == 1 && self.ranges[0].start() == self.ranges[0].end()
    }

    fn has(&self, c: char, fold: bool) -> bool {
        let within = |c: char| self.ranges.iter().any(|range| range.contains(&c));
        let found = within(c) || fold && (within(c.to_ascii_uppercase()));
        found != self.negated
    }

    fn has_all(&self, mut characters: RangeInclusive<char>) -> bool {
        characters.all(|c| self.has(c, false))
    }

    fn example(&self) -> Option<char> {
        let usual = "a0A_- .,:/@#%".chars();
        let own = self.ranges.iter().map(|range| *range.start());
        own.chain(usual).find(|c| self.has(*c, false))
    }
}

struct Matcher<'t> {
    text: &'t [char],
    fold: bool,
    to_end: bool,
    steps: usize,
}

impl Matcher<'_> {
    /// Whether pieces match from `at` on.
    fn run(&mut self, pieces: &[Piece], at: usize) -> Option<bool> {
        self.steps = self.steps.checked_sub(1)?;
        let Some((piece, rest)) = pieces.split_first() else {
            return Some(!self.to_end || at == self.text.len());
        };
        match &piece.what {
            What::Start => Some(at == 0 && self.run(rest, at)?),
            What::End => Some(at == self.text.len() && self.run(rest, at)?),
            What::Class(class) => {
                let longest = self.text[at..]
                    .iter()
                    .take(piece.most)
                    .take_while(|c| class.has(**c, self.fold))
                    .count();
                for count in (piece.least..=longest).rev() {
                    if self.run(rest, at + count)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            What::Group(branches) => self.group(branches, (piece.least, piece.most), rest, at),
        }
    }

    fn group(
        &mut self,
        branches: &[Vec<Piece>],
        (least, most): (usize, usize),
        rest: &[Piece],
        at: usize,
    ) -> Option<bool> {
        // Repetitions are tried one after the other, each from every place where the last ended.
        let mut ends = vec![at];
        let mut found = least == 0 && self.run(rest, at)?;
        for count in 1..=most.min(MANY) {
            if found {
                return Some(true);
            }
            let mut next = Vec::new();
            for start in &ends {
                for branch in branches {
                    for end in *start..=self.text.len() {
                        self.steps = self.steps.checked_sub(1)?;
                        let mut part = Matcher {
                            text: &self.text[..end],
                            fold: self.fold,
                            to_end: true,
                            steps: self.steps,
                        };
                        let matched = part.run(branch, *start);
                        self.steps = part.steps;
                        if matched? && !next.contains(&end) {
                            next.push(end);
                        }
                    }
                }
            }
            next.retain(|end| least >= count || !ends.contains(end));
            if next.is_empty() {
                return Some(false);
            }
            if count >= least {
                for end in &next {
                    found = found || self.run(rest, *end)?;
                }
            }
            ends = next;
        }
        Some(found)
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn branches(&mut self) -> Option<Vec<Vec<Piece>>> {
        self.depth += 1;
        if self.depth > 20 {
            return None;
        }
        let mut branches = vec![Vec::new()];
        while let Some(c) = self.peek() {
            match c {
                ')' => break,
                '|' => {
                    self.at += 1;
                    branches.push(Vec::new());
                }
                _ => {
                    let piece = self.piece()?;
                    branches.last_mut()?.push(piece);
                }
            }
        }
        self.depth -= 1;
        Some(branches)
    }

    fn piece(&mut self) -> Option<Piece> {
        let c = self.peek()?;
        self.at += 1;
        let what = match c {
            '^' => return Some(Piece { what: What::Start, least: 1, most: 1 }),
            '$' => return Some(Piece { what: What::End, least: 1, most: 1 }),
            '.' => What::Class(Class { ranges: Vec::new(), negated: true }),
            '[' => What::Class(self.class()?),
            '(' => {
                if self.eat('?') && !self.eat(':') {
                    return None;
                }
                let branches = self.branches()?;
                if !self.eat(')') {
                    return None;
                }
                What::Group(branches)
            }
            '\\' => What::Class(self.escape()?),
            '*' | '+' | '?' => return None,
            c => What::Class(Class::one(c)),
        };
        let (least, most) = match self.peek() {
            Some('*') => (0, MANY),
            Some('+') => (1, MANY),
            Some('?') => (0, 1),
            Some('{') => return self.counted(what),
            _ => return Some(Piece { what, least: 1, most: 1 }),
        };
        self.at += 1;
        // Whether it is greedy does not matter.
        self.eat('?');
        Some(Piece { what, least, most })
    }

    fn counted(&mut self, what: What) -> Option<Piece> {
        self.at += 1;
        let least = self.count()?;
        let most = if self.eat(',') { self.count().unwrap_or(MANY.max(least)) } else { least };
        if !self.eat('}') || most > 10_000 {
            return None;
        }
        self.eat('?');
        Some(Piece { what, least, most })
    }

    fn count(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(c) = self.peek().filter(char::is_ascii_digit) {
            digits.push(c);
            self.at += 1;
        }
        digits.parse().ok()
    }

    fn escape(&mut self) -> Option<Class> {
        let c = self.peek()?;
        self.at += 1;
        let (ranges, negated) = match c {
            'd' | 'D' => (vec!['0'..='9'], c == 'D'),
            'w' | 'W' => (vec!['a'..='z', 'A'..='Z', '0'..='9', '_'..='_'], c == 'W'),
            's' | 'S' => (vec![' '..=' ', '\t'..='\r'], c == 'S'),
            'n' => (vec!['\n'..='\n'], false),
            't' => (vec!['\t'..='\t'], false),
            c if c.is_alphanumeric() => return None,
            c => (vec![c..=c], false),
        };
        Some(Class { ranges, negated })
    }

    fn class(&mut self) -> Option<Class> {
        let mut class = Class { ranges: Vec::new(), negated: self.eat('^') };
        let mut first = true;
        loop {
            let c = self.peek()?;
            self.at += 1;
            match c {
                ']' if !first => return Some(class),
                '[' if self.peek() == Some(':') => {
                    let rest: String = self.characters[self.at..].iter().take(12).collect();
                    let name = rest.strip_prefix(':')?.split(":]").next()?.to_owned();
                    self.at += name.len() + 3;
                    class.ranges.extend(match name.as_str() {
                        "alpha" => vec!['a'..='z', 'A'..='Z'],
                        "digit" => vec!['0'..='9'],
                        "alnum" => vec!['a'..='z', 'A'..='Z', '0'..='9'],
                        "upper" => vec!['A'..='Z'],
                        "lower" => vec!['a'..='z'],
                        "space" => vec![' '..=' ', '\t'..='\r'],
                        "xdigit" => vec!['0'..='9', 'a'..='f', 'A'..='F'],
                        _ => return None,
                    });
                }
                '\\' => {
                    let escaped = self.escape()?;
                    if escaped.negated {
                        return None;
                    }
                    class.ranges.extend(escaped.ranges);
                }
                c => {
                    let to = match (self.peek(), self.characters.get(self.at + 1)) {
                        (Some('-'), Some(to)) if *to != ']' => {
                            self.at += 2;
                            if *to == '\\' {
                                return None;
                            }
                            *to
                        }
                        _ => c,
                    };
                    class.ranges.push(c..=to);
                }
            }
            first = false;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn patterns_match_as_in_postgresql() {
        for (pattern, text, expected) in [
            ("^[A-Z]{2}$", "DE", true),
            ("^[A-Z]{2}$", "DEU", false),
            ("a|b", "xxb", true),
            ("^(a|b)+$", "abab", true),
            ("^(a|b)+$", "abc", false),
            (r"^\S+@\S+\.\w{2,}$", "a@b.cd", true),
            (r"^\S+@\S+\.\w{2,}$", "a@b.c", false),
            ("^[a-z0-9]+(-[a-z0-9]+)*$", "a-1-b", true),
            ("^[a-z0-9]+(-[a-z0-9]+)*$", "a--b", false),
            ("^[^ ]*$", "a b", false),
            ("^$", "", true),
            ("^#([[:xdigit:]]{3}){1,2}$", "#00ff11", true),
        ] {
            let found = Pattern::regex(pattern, false).unwrap().matches(text);
            assert_eq!(found, Some(expected), "{pattern} {text}");
        }
        assert_eq!(Pattern::like("a%_c", false).matches("abbc"), Some(true));
        assert_eq!(Pattern::like("a%_c", false).matches("ac"), Some(false));
        assert_eq!(Pattern::like("A%", true).matches("ab"), Some(true));
        assert_eq!(Pattern::regex(r"(a)\1", false), None);
    }

    #[test]
    fn texts_of_a_pattern_match_it() {
        for pattern in [
            "^97[89][0-9]{10}$",
            "^[A-Z]{2}$",
            r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$",
            "^https://",
            "^[a-z0-9]+(-[a-z0-9]+)*$",
            r"^\+[1-9]\d{1,14}$",
            "^(red|green)$",
        ] {
            let pattern = Pattern::regex(pattern, false).unwrap();
            let texts = pattern.texts();
            assert!(!texts.is_empty());
            for parts in texts {
                let text: String = parts
                    .iter()
                    .map(|part| match part {
                        Part::Constant(text) => text.clone(),
                        Part::Digits(count) => "7".repeat(*count),
                        Part::Letters(count, upper) => {
                            if *upper { "B" } else { "b" }.repeat(*count)
                        }
                    })
                    .collect();
                assert_eq!(pattern.matches(&text), Some(true), "{text}");
            }
        }
    }
}
