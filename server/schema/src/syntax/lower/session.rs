//! Transactions, and settings that steer how names are read.

use crate::statement::{ExpressionKind, Name, Output, QueryBody, Statement, Transaction};
use crate::syntax::tree::{Kind, Node, Place, all_tokens, child, has};
use crate::syntax::{names, queries};

/// `BEGIN`, `COMMIT`, `SAVEPOINT` and their kin.
pub(super) fn transaction(node: &Node, place: Place<'_>) -> Option<Statement> {
    let savepoint = |kind| Some(names::name(&child(node, kind)?, place));
    Some(Statement::Transaction(match node.kind() {
        Kind::BEGIN => Transaction::Begin,
        Kind::COMMIT_TRANSACTION => Transaction::Commit,
        Kind::ROLLBACK_TRANSACTION => Transaction::Rollback,
        Kind::SAVEPOINT_CREATE => Transaction::Savepoint(savepoint(Kind::SAVEPOINT)?),
        Kind::ROLLBACK_TO_SAVEPOINT => Transaction::RollbackTo(savepoint(Kind::SAVEPOINT_REF)?),
        Kind::RELEASE_SAVEPOINT => Transaction::Release(savepoint(Kind::SAVEPOINT_REF)?),
        _ => return None,
    }))
}

/// `SET`: of interest is `search_path` alone, and `SET SCHEMA` for it.
pub(super) fn set(node: &Node, place: Place<'_>) -> Option<Statement> {
    let local = has(node, Kind::LOCAL_SCOPE);
    if let Some(schema) = child(node, Kind::SET_SCHEMA_VALUE) {
        let schema = super::create_type::label(&schema, place)?;
        return Some(Statement::SetSearchPath { schemas: Some(vec![schema]), local });
    }
    let config = child(node, Kind::SET_CONFIG)?;
    if !is_search_path(&config, place) {
        return None;
    }
    let assignment = child(&config, Kind::TO_CONFIG_VALUE)?;
    let mut schemas = Vec::new();
    for value in assignment.children() {
        match value.kind() {
            Kind::LITERAL => schemas.extend(super::create_type::literal_name(&value, place)),
            Kind::CONFIG_VALUE_NAME => schemas.push(names::name(&value, place)),
            _ => {}
        }
    }
    let default = schemas.is_empty() && has(&assignment, Kind::DEFAULT_KW);
    Some(Statement::SetSearchPath { schemas: (!default).then_some(schemas), local })
}

fn is_search_path(node: &Node, place: Place<'_>) -> bool {
    child(node, Kind::CONFIG_PARAMETER_REF)
        .is_some_and(|name| names::path(&name, place).iter().any(is_search_path_name))
}

fn is_search_path_name(name: &Name) -> bool {
    name.text.eq_ignore_ascii_case("search_path")
}

/// `RESET search_path`, `RESET ALL`, `DISCARD ALL`.
pub(super) fn reset(node: &Node, place: Place<'_>) -> Option<Statement> {
    let all = all_tokens(node).nth(1).is_some_and(|token| token.kind() == Kind::ALL_KW);
    (all || is_search_path(node, place))
        .then_some(Statement::SetSearchPath { schemas: None, local: false })
}

/// `SELECT set_config('search_path', 'a, b', false)`; other queries change nothing.
pub(super) fn query(node: &Node, place: Place<'_>) -> Statement {
    let names_it = all_tokens(node).any(|token| token.text().eq_ignore_ascii_case("set_config"));
    if !names_it {
        return Statement::Nothing;
    }
    set_config(node, place).unwrap_or(Statement::Nothing)
}

fn set_config(node: &Node, place: Place<'_>) -> Option<Statement> {
    let QueryBody::Select { outputs, .. } = queries::query(node, place).body else { return None };
    outputs.into_iter().find_map(|output| {
        let Output::Expression { expression, .. } = output else { return None };
        let ExpressionKind::Call { function, arguments, .. } = expression.kind else { return None };
        if &*function.name.text != "set_config" {
            return None;
        }
        let [setting, value, local] = arguments.as_slice() else { return None };
        match (&setting.kind, &value.kind, &local.kind) {
            (
                ExpressionKind::String(setting),
                ExpressionKind::String(list),
                ExpressionKind::Boolean(local),
            ) if setting.eq_ignore_ascii_case("search_path") => {
                let schemas = names::split_identifiers(list, ',')?
                    .into_iter()
                    .map(|text| Name { text, span: value.span })
                    .collect();
                Some(Statement::SetSearchPath { schemas: Some(schemas), local: *local })
            }
            _ => None,
        }
    })
}
