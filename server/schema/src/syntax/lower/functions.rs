//! Functions, procedures and aggregates.

use super::create_type;
use crate::model::FunctionKind;
use crate::statement::{
    CreateFunction, Name, ObjectName, Parameter, ParameterMode, Statement, TypeName,
};
use crate::syntax::tree::{Kind, Node, Place, child, has};
use crate::syntax::{names, types};

/// `CREATE FUNCTION`, `CREATE PROCEDURE`.
pub(super) fn create_function(node: &Node, place: Place<'_>) -> Option<Statement> {
    let procedure = node.kind() == Kind::CREATE_PROCEDURE;
    let name = if procedure { Kind::PROCEDURE_NAME } else { Kind::FUNCTION_NAME };
    let returns = child(node, Kind::RET_TYPE);
    let window = child(node, Kind::FUNC_OPTION_LIST)
        .is_some_and(|options| has(&options, Kind::WINDOW_FUNC_OPTION));
    Some(Statement::CreateFunction(Box::new(CreateFunction {
        name: names::qualified_name(&child(node, name)?, place),
        or_replace: has(node, Kind::OR_REPLACE),
        kind: match (procedure, window) {
            (true, _) => FunctionKind::Procedure,
            (false, true) => FunctionKind::Window,
            (false, false) => FunctionKind::Function,
        },
        parameters: parameters(node, place),
        returns: returns.as_ref().and_then(|returns| types::child_type(returns, place)),
        returns_table: returns
            .and_then(|returns| child(&returns, Kind::RETURN_TABLE_ARG_LIST))
            .map(|list| returned_columns(&list, place))
            .unwrap_or_default(),
        final_function: None,
    })))
}

fn returned_columns(list: &Node, place: Place<'_>) -> Vec<(Name, TypeName)> {
    list.children()
        .filter_map(|column| {
            let name = names::name(&child(&column, Kind::COLUMN_NAME)?, place);
            Some((name, types::child_type(&column, place)?))
        })
        .collect()
}

/// `CREATE AGGREGATE`, of which the result is the state's type where no final function makes
/// another of it.
pub(super) fn create_aggregate(node: &Node, place: Place<'_>) -> Option<Statement> {
    let mut parameters = parameters(node, place);
    let mut state = None;
    let mut final_function = None;
    for (option, value) in create_type::attributes(node, place) {
        let data_type = types::child_type(&value, place);
        match option.as_str() {
            "stype" | "stype1" => state = data_type,
            "finalfunc" => final_function = data_type.map(|written| written.name),
            // The old form: `CREATE AGGREGATE name (BASETYPE = type, …)`.
            "basetype" => {
                parameters.extend(data_type.filter(|base| &*base.name.name.text != "any").map(
                    |data_type| Parameter {
                        name: None,
                        mode: ParameterMode::In,
                        data_type,
                        has_default: false,
                    },
                ));
            }
            _ => {}
        }
    }
    Some(Statement::CreateFunction(Box::new(CreateFunction {
        name: names::qualified_name(&child(node, Kind::AGGREGATE_NAME)?, place),
        or_replace: has(node, Kind::OR_REPLACE),
        kind: FunctionKind::Aggregate,
        parameters,
        returns: state.filter(|_| final_function.is_none()),
        returns_table: Vec::new(),
        final_function,
    })))
}

/// The parameters in a node's PARAM_LIST.
fn parameters(node: &Node, place: Place<'_>) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    if let Some(list) = child(node, Kind::PARAM_LIST) {
        for part in list.children() {
            match part.kind() {
                Kind::PARAM => parameters.extend(parameter(&part, place)),
                // Ordered-set aggregates: `(direct ORDER BY aggregated)`.
                Kind::AGGREGATE_ORDER_BY => {
                    parameters.extend(part.children().filter_map(|part| parameter(&part, place)));
                }
                _ => {}
            }
        }
    }
    parameters
}

fn parameter(node: &Node, place: Place<'_>) -> Option<Parameter> {
    let mut mode = ParameterMode::In;
    for part in node.children() {
        match part.kind() {
            Kind::PARAM_OUT => mode = ParameterMode::Out,
            Kind::PARAM_IN_OUT => mode = ParameterMode::InOut,
            Kind::PARAM_VARIADIC => mode = ParameterMode::Variadic,
            _ => {}
        }
    }
    Some(Parameter {
        name: child(node, Kind::PARAM_NAME).map(|node| names::name(&node, place)),
        mode,
        data_type: types::child_type(node, place)?,
        has_default: has(node, Kind::PARAM_DEFAULT),
    })
}

/// A function as DROP, ALTER and COMMENT name it: with the types of its input arguments, where
/// they were written.
pub(super) fn signature(node: &Node, place: Place<'_>) -> Option<ObjectName> {
    let name = node.children().find(|child| child.kind() != Kind::PARAM_LIST)?;
    let arguments = has(node, Kind::PARAM_LIST).then(|| {
        parameters(node, place)
            .into_iter()
            .filter(|parameter| parameter.mode != ParameterMode::Out)
            .map(|parameter| parameter.data_type)
            .collect()
    });
    Some(ObjectName { name: names::qualified_name(&name, place), part: None, arguments })
}
