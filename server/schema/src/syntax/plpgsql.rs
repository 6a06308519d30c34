//! `DO`: the statements of its body, as far as they can be told from the text alone.

use super::pragma::{self, Pragma};
use super::tree::{Kind, Node, PARSER_FAILED, Place, all_tokens, child, folded_text, has};
use super::{
    ParsedFile, Source, SyntaxProblem, expressions, found, lower, names, strings, touched,
    workarounds,
};
use crate::statement::{
    Code, DoBlock, Expression, ExpressionKind, Located, QualifiedName, Statement,
};
use pgwright_problem::Span;
use squawk_syntax::ast::Plpgsql;
use squawk_syntax::body::BodyLanguage;
use std::sync::Arc;

/// A `DO` statement.
pub(super) fn do_block(
    node: &Node,
    place: Place<'_>,
    problems: &mut Vec<SyntaxProblem>,
) -> Statement {
    let Some(content) = child(node, Kind::LITERAL).and_then(|body| strings::content(&body)) else {
        return Statement::Nothing;
    };
    let marks = place.through(&content.marks);
    let mut body = Body {
        text: &content.text,
        place: Place::of_content(&marks),
        span: place.node(node),
        problems,
    };
    let language = child(node, Kind::DO_LANGUAGE).map(|language| language_name(&language, place));
    let language = language.unwrap_or_else(|| "plpgsql".into());
    if &*language != "plpgsql" {
        let what = format!("code in {language}").into();
        let code = body.undecided(what, body.text, body.span, Place::of_content(&marks));
        return Statement::Do(Box::new(DoBlock { body: vec![code] }));
    }
    if super::is_too_deep(body.text) {
        let code = body.undecided("a deeply nested body".into(), body.text, body.span, body.place);
        return Statement::Do(Box::new(DoBlock { body: vec![code] }));
    }
    // As for statements: a panic would cost this block alone.
    let parsed = std::panic::catch_unwind(|| {
        let parsed = Plpgsql::parse_text(&content.text);
        match workarounds::mend_body(&content.text) {
            Some(mended) if !parsed.1.is_empty() => Plpgsql::parse_text(&mended),
            _ => parsed,
        }
    });
    let Ok((tree, errors)) = parsed else {
        let problem = body.source().problem(0, PARSER_FAILED);
        body.problems.push(problem);
        return broken(&body);
    };
    let tree = Node::new_root(tree);
    let unread: Vec<_> = tree
        .descendants()
        .filter(|node| node.kind() == Kind::ERROR && is_data_statement(body.text_of(node)))
        .map(|node| node.text_range())
        .collect();
    for error in errors {
        // The parser does not know INTO in a statement about data: it is no error.
        let range = error.range();
        if unread.iter().any(|unread| unread.contains_range(range) || unread.start() == range.end())
        {
            continue;
        }
        let offset: u32 = range.start().into();
        let problem = body.source().problem(offset as usize, error.message());
        body.problems.push(problem);
        return broken(&body);
    }
    let code = match child(&tree, Kind::PLPGSQL_BLOCK) {
        Some(block) => body.block(&block),
        None => Vec::new(),
    };
    Statement::Do(Box::new(DoBlock { body: code }))
}

/// A block that cannot be read.
fn broken(body: &Body<'_>) -> Statement {
    Statement::Broken { names: touched::names_in_code(body.source()), begun: None }
}

fn language_name(node: &Node, place: Place<'_>) -> Arc<str> {
    match child(node, Kind::LITERAL).and_then(|literal| strings::content(&literal)) {
        Some(content) => content.text.into(),
        None => match child(node, Kind::LANGUAGE_REF) {
            Some(name) => names::name(&name, place).text,
            None => "another language".into(),
        },
    }
}

/// A condition, `None` for ELSE, with what is done.
type Branch = (Option<Expression>, Vec<Code>);

/// The body of a DO.
struct Body<'a> {
    text: &'a str,
    place: Place<'a>,
    /// The whole DO.
    span: Span,
    problems: &'a mut Vec<SyntaxProblem>,
}

impl Body<'_> {
    fn source(&self) -> Source<'_> {
        Source { text: self.text, place: self.place, unknown: &[] }
    }

    fn text_of(&self, node: &Node) -> &str {
        let range = node.text_range();
        &self.text[usize::from(range.start())..usize::from(range.end())]
    }

    /// A piece of which the effect cannot be told.
    fn undecided(&self, what: Arc<str>, text: &str, span: Span, place: Place<'_>) -> Code {
        let source = Source { text, place, unknown: &[] };
        Code::Undecided {
            what,
            span,
            names: touched::names_in_code(source),
            changes_schema: touched::has_definitions(text),
        }
    }

    fn undecided_node(&self, what: &str, node: &Node) -> Code {
        let start: u32 = node.text_range().start().into();
        let place = self.place.behind(start as usize);
        self.undecided(what.into(), self.text_of(node), self.place.node(node), place)
    }

    fn block(&mut self, block: &Node) -> Vec<Code> {
        let body = match child(block, Kind::PLPGSQL_BODY) {
            Some(body) => self.body(&body),
            None => Vec::new(),
        };
        let Some(section) = child(block, Kind::PLPGSQL_EXCEPTION_SECTION) else { return body };
        let mut handlers = Vec::new();
        for handler in section.children() {
            let conditions = handler
                .children()
                .filter(|part| part.kind() == Kind::PLPGSQL_CONDITION)
                .map(|condition| condition_name(&condition))
                .collect();
            handlers.push((conditions, self.child_body(&handler)));
        }
        vec![Code::Block { body, handlers, span: self.place.node(block) }]
    }

    fn child_body(&mut self, node: &Node) -> Vec<Code> {
        match child(node, Kind::PLPGSQL_BODY) {
            Some(body) => self.body(&body),
            None => Vec::new(),
        }
    }

    fn body(&mut self, body: &Node) -> Vec<Code> {
        let statements: Vec<Node> = body.children().collect();
        self.statements(&statements)
    }

    fn statements(&mut self, statements: &[Node]) -> Vec<Code> {
        let mut code = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            if self.said(statement, &mut code) {
                continue;
            }
            match statement.kind() {
                Kind::PLPGSQL_RETURN_STMT => break,
                Kind::PLPGSQL_IF_STMT => {
                    let (branches, returns) = self.branches(statement);
                    let span = self.place.node(statement);
                    if returns.iter().any(|returns| *returns) {
                        // What follows runs only where no RETURN was met.
                        let rest = self.statements(&statements[index + 1..]);
                        code.push(with_rest(branches, &returns, rest, span));
                        break;
                    }
                    if branches.iter().any(|(_, body)| !body.is_empty()) {
                        code.push(Code::If { branches, span });
                    }
                }
                _ => self.statement(statement, &mut code),
            }
        }
        code
    }

    /// Whether a comment says what is to be thought of a statement, which is then in the code.
    fn said(&mut self, node: &Node, code: &mut Vec<Code>) -> bool {
        let start = usize::from(node.text_range().start());
        let said = match pragma::above(self.text, start) {
            None => return false,
            Some(Pragma::Condition(..)) if is_branching(node) => return false,
            Some(said) => said,
        };
        let mut file = ParsedFile::default();
        let settled = self.source().said(&said, &mut file);
        self.problems.append(&mut file.problems);
        if !file.statements.is_empty() {
            code.push(Code::Execute { body: file.statements, span: self.place.node(node) });
        }
        settled
    }

    /// What the comment above says of a condition.
    fn said_of_condition(&self, node: &Node) -> Option<bool> {
        match pragma::above(self.text, usize::from(node.text_range().start())) {
            Some(Pragma::Condition(holds, ..)) => Some(holds),
            _ => None,
        }
    }

    fn statement(&mut self, node: &Node, code: &mut Vec<Code>) {
        match node.kind() {
            Kind::PLPGSQL_EXEC_SQL_STMT | Kind::PLPGSQL_PERFORM_STMT | Kind::PLPGSQL_DO_STMT => {
                if let Some(statement) = node.first_child() {
                    self.sql(&statement, code);
                }
            }
            Kind::PLPGSQL_BLOCK => code.extend(self.block(node)),
            Kind::PLPGSQL_CASE_STMT => {
                let branches = self.case(node);
                if branches.iter().any(|(_, body)| !body.is_empty()) {
                    code.push(Code::If { branches, span: self.place.node(node) });
                }
            }
            Kind::PLPGSQL_DYN_EXECUTE_STMT => self.execute(node, code),
            Kind::PLPGSQL_LOOP_STMT
            | Kind::PLPGSQL_WHILE_STMT
            | Kind::PLPGSQL_FOR_CURSOR_STMT
            | Kind::PLPGSQL_FOR_DYN_STMT
            | Kind::PLPGSQL_FOR_EACH_STMT
            | Kind::PLPGSQL_FOR_I_STMT
            | Kind::PLPGSQL_FOR_QUERY_STMT => {
                code.extend(has_effect(node).then(|| self.undecided_node("a loop", node)));
            }
            // RAISE, assignments, cursors, diagnostics, CALL, COMMIT: nothing that the model
            // holds.
            _ => {}
        }
    }

    fn sql(&mut self, node: &Node, code: &mut Vec<Code>) {
        // `SELECT … INTO` fills variables here, it makes no table.
        let statement = match node.kind() {
            Kind::SELECT_INTO => Statement::Nothing,
            Kind::DO => do_block(node, self.place, self.problems),
            _ => lower::statement(node, self.place),
        };
        if statement != Statement::Nothing {
            code.push(Code::Sql(Located { span: self.place.node(node), statement }));
        }
    }

    fn branches(&mut self, node: &Node) -> (Vec<Branch>, Vec<bool>) {
        let mut branches = Vec::new();
        let mut returns = Vec::new();
        let parts = node.children().filter(|part| {
            matches!(part.kind(), Kind::PLPGSQL_ELSIF_CLAUSE | Kind::PLPGSQL_ELSE_CLAUSE)
        });
        for part in std::iter::once(node.clone()).chain(parts) {
            let said = self.said_of_condition(&part);
            if said == Some(false) {
                continue;
            }
            let decided = said.is_some() || part.kind() == Kind::PLPGSQL_ELSE_CLAUSE;
            let condition = child(&part, Kind::PLPGSQL_EXPR).filter(|_| !decided);
            let condition = condition.map(|node| self.expression(&node));
            branches.push((condition, self.child_body(&part)));
            returns.push(ends_with_return(&part));
            if decided {
                break;
            }
        }
        (branches, returns)
    }

    fn case(&mut self, node: &Node) -> Vec<Branch> {
        let subject = child(node, Kind::PLPGSQL_EXPR).map(|node| self.expression(&node));
        let mut branches = Vec::new();
        for part in node.children() {
            match part.kind() {
                Kind::PLPGSQL_CASE_WHEN => {
                    let mut condition =
                        child(&part, Kind::PLPGSQL_EXPR).map(|node| self.expression(&node));
                    if let (Some(subject), Some(condition)) = (&subject, &mut condition) {
                        condition.text = format!("{} = {}", subject.text, condition.text).into();
                        condition.kind = ExpressionKind::Other;
                    }
                    branches.push((condition, self.child_body(&part)));
                }
                Kind::PLPGSQL_ELSE_CLAUSE => branches.push((None, self.child_body(&part))),
                _ => {}
            }
        }
        branches
    }

    /// A condition: one expression, or the inside of a query.
    fn expression(&self, node: &Node) -> Expression {
        let mut parts = node.children();
        if let (Some(list), None) = (parts.next(), parts.next())
            && list.kind() == Kind::TARGET_LIST
        {
            let mut targets = list.children();
            if let (Some(target), None) = (targets.next(), targets.next())
                && !has(&target, Kind::AS_NAME)
                && let Some(expression) = expressions::child_expression(&target, self.place)
            {
                return expression;
            }
        }
        let mut found = found::Found::default();
        found::collect_children(node, self.place, &mut found);
        Expression {
            text: folded_text(node),
            span: self.place.node(node),
            kind: ExpressionKind::Other,
            columns: found.columns,
            functions: found.functions,
            types: found.types,
            relations: found.relations,
        }
    }

    /// `EXECUTE` of a text: constant, or made up while running.
    fn execute(&mut self, node: &Node, code: &mut Vec<Code>) {
        let literal = child(node, Kind::PLPGSQL_EXPR)
            .and_then(|expression| child(&expression, Kind::TARGET_LIST))
            .filter(|list| list.children().count() == 1)
            .and_then(|list| list.first_child())
            .and_then(|target| child(&target, Kind::LITERAL));
        let content = literal.and_then(|literal| strings::content(&literal));
        if let Some(content) = content {
            let marks = self.place.through(&content.marks);
            let mut file = ParsedFile::default();
            let source =
                Source { text: &content.text, place: Place::of_content(&marks), unknown: &[] };
            source.statements(0, content.text.len(), &mut file);
            self.problems.append(&mut file.problems);
            file.statements.retain(|located| located.statement != Statement::Nothing);
            if !file.statements.is_empty() {
                let span = self.place.node(node);
                code.push(Code::Execute { body: file.statements, span });
            }
            return;
        }
        let what = "EXECUTE of a text made up while running";
        if all_tokens(node).any(|token| token.kind() == Kind::STRING) {
            if touched::has_definitions(self.text_of(node)) {
                code.push(self.undecided_node(what, node));
            }
        } else if touched::has_definitions(self.text) {
            // The text stands in a variable: what it may be is somewhere in this body.
            let names: Vec<QualifiedName> = touched::names_in_code(self.source());
            let span = self.place.node(node);
            code.push(Code::Undecided { what: what.into(), span, names, changes_schema: true });
        }
    }
}

/// Whether a statement has a condition of which a comment may say how it comes out.
fn is_branching(node: &Node) -> bool {
    node.kind() == Kind::PLPGSQL_IF_STMT
}

/// Whether a statement reads or writes rows.
fn is_data_statement(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    ["select", "with", "insert", "update", "delete", "merge", "values"]
        .iter()
        .any(|data| word.eq_ignore_ascii_case(data))
}

/// Whether there is more in a loop than reading and writing of rows.
fn has_effect(node: &Node) -> bool {
    node.descendants().any(|part| match part.kind() {
        Kind::PLPGSQL_DYN_EXECUTE_STMT => true,
        Kind::PLPGSQL_EXEC_SQL_STMT => part
            .first_child()
            .is_some_and(|statement| touched::begins_definition(&statement.text().to_string())),
        _ => false,
    })
}

fn condition_name(condition: &Node) -> Arc<str> {
    let words: Vec<_> = all_tokens(condition)
        .map(|token| match token.kind() {
            Kind::STRING => token.text().trim_matches('\'').to_owned(),
            _ => names::identifier(token.text(), '\\').to_string(),
        })
        .collect();
    words.last().map_or("", String::as_str).into()
}

fn ends_with_return(node: &Node) -> bool {
    child(node, Kind::PLPGSQL_BODY)
        .and_then(|body| body.last_child())
        .is_some_and(|last| last.kind() == Kind::PLPGSQL_RETURN_STMT)
}

/// An IF of which some branches return, with what follows it in the others.
fn with_rest(mut branches: Vec<Branch>, returns: &[bool], rest: Vec<Code>, span: Span) -> Code {
    let has_else = branches.last().is_some_and(|(condition, _)| condition.is_none());
    for ((_, body), returns) in branches.iter_mut().zip(returns) {
        if !returns {
            body.extend(rest.iter().cloned());
        }
    }
    if !has_else {
        branches.push((None, rest));
    }
    Code::If { branches, span }
}
