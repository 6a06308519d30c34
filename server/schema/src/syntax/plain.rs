//! A short cut to the tree of plain statements.
//!
//! The parser checks its own tree in three more walks, for what its grammar lets through. They take
//! as long as the parsing. Nearly all that migrations hold is made of few kinds of nodes, in which
//! these walks have little to find; that little is looked for here while the tree is built, and
//! whatever is not plain goes the long way. `tests::short_cut` holds the one against the other.

use super::tree::{Kind, Node};
use super::types::is_type;
use rowan::{GreenNodeBuilder, SyntaxKind};
use squawk_parser::{
    EntryPoint, LexedStr, StrStep, is_col_name_keyword, is_reserved_keyword,
    is_type_func_name_keyword,
};

/// The tree of a plain statement without errors; `None`: it is not that, or it cannot be told here.
pub(super) fn tree(text: &str) -> Option<Node> {
    let lexed = LexedStr::new(text);
    if lexed.errors().next().is_some() {
        return None;
    }
    let output = EntryPoint::SourceFile.parse(&lexed.to_input());
    let mut builder = GreenNodeBuilder::new();
    let mut look = Look::default();
    lexed.intersperse_trivia(&output, &mut |step| match step {
        StrStep::Token { kind, text } => {
            look.token(kind, text);
            builder.token(SyntaxKind(kind.into()), text);
        }
        StrStep::Enter { kind } => {
            look.enter(kind);
            builder.start_node(SyntaxKind(kind.into()));
        }
        StrStep::Exit => {
            look.exit();
            builder.finish_node();
        }
        StrStep::Error { .. } => look.doubtful = true,
    });
    (!look.doubtful).then(|| Node::new_root(builder.finish()))
}

/// What has been seen of a tree.
#[derive(Default)]
struct Look {
    /// Whether anything has been met that is not plain.
    doubtful: bool,
    /// The nodes around, the innermost last.
    open: Vec<Kind>,
    /// How many statements there are.
    statements: usize,
    /// The node that has just begun.
    entered: Option<Kind>,
    /// A name has just begun: whether it is that of a called function.
    name: Option<bool>,
    /// How many tokens the literal around has.
    in_literal: usize,
    /// Whether the innermost node stands in the parentheses of a type.
    of_type: bool,
    /// Whether the column around has a type.
    typed: bool,
}

impl Look {
    fn enter(&mut self, kind: Kind) {
        let around = self.open.last().copied();
        self.statements += usize::from(self.open.len() == 1);
        self.doubtful |= self.statements > 1 || !is_plain(kind);
        match kind {
            Kind::NAME_REF | Kind::TABLE_NAME => {
                self.name = Some(self.entered == Some(Kind::CALL_EXPR));
            }
            Kind::LITERAL => self.in_literal = 0,
            Kind::COLUMN => self.typed = false,
            _ if is_type(kind) => self.typed |= around == Some(Kind::COLUMN),
            _ => {}
        }
        // In the parentheses of a type only numbers are plain.
        let of_type = |list: usize| list > 0 && is_type(self.open[list - 1]);
        let list = self.open.iter().rposition(|it| *it == Kind::ARG_LIST);
        self.of_type = list.is_some_and(of_type);
        self.doubtful |= self.of_type && !matches!(kind, Kind::ARG | Kind::LITERAL);
        self.open.push(kind);
        self.entered = Some(kind);
    }

    fn token(&mut self, kind: Kind, text: &str) {
        if matches!(kind, Kind::WHITESPACE | Kind::COMMENT) {
            return;
        }
        self.entered = None;
        match kind {
            Kind::IDENT => self.doubtful |= text.starts_with("u&") || text.starts_with("U&"),
            Kind::ANY_KW | Kind::ALL_KW | Kind::SOME_KW | Kind::IN_KW | Kind::OVERLAPS_KW => {
                self.doubtful = true;
            }
            Kind::UESCAPE_KW | Kind::VARIADIC_KW => self.doubtful = true,
            _ => {}
        }
        if let Some(called) = self.name.take() {
            self.doubtful |= is_type_func_name_keyword(kind)
                || called && (is_col_name_keyword(kind) || is_reserved_keyword(kind));
        }
        if self.open.last() == Some(&Kind::LITERAL) {
            self.in_literal += 1;
            let plain = matches!(
                kind,
                Kind::STRING | Kind::INT_NUMBER | Kind::TRUE_KW | Kind::FALSE_KW | Kind::NULL_KW
            );
            self.doubtful |= self.in_literal > 1 || !plain;
            self.doubtful |= self.of_type && kind != Kind::INT_NUMBER;
        }
    }

    fn exit(&mut self) {
        let kind = self.open.pop();
        self.doubtful |= kind == Some(Kind::COLUMN) && !self.typed;
    }
}

/// Whether a node of that kind needs no more looking at than [`Look`] gives it.
fn is_plain(kind: Kind) -> bool {
    is_type(kind) && kind != Kind::PERCENT_TYPE
        || matches!(
            kind,
            Kind::SOURCE_FILE
                | Kind::ADD_COLUMN
                | Kind::ADD_CONSTRAINT
                | Kind::ALTER_COLUMN
                | Kind::ALTER_TABLE
                | Kind::ARG
                | Kind::ARG_LIST
                | Kind::ARRAY_BOUND
                | Kind::BIN_EXPR
                | Kind::CALL_EXPR
                | Kind::CASCADE
                | Kind::CAST_EXPR
                | Kind::CHECK_CONSTRAINT
                | Kind::COLON_COLON
                | Kind::COLUMN
                | Kind::COLUMN_NAME
                | Kind::COLUMN_NAME_REF
                | Kind::COLUMN_TARGET
                | Kind::COMMENT_ON
                | Kind::CONSTRAINT_COLUMN_REF_LIST
                | Kind::CONSTRAINT_NAME
                | Kind::CONSTRAINT_NAME_CLAUSE
                | Kind::CONSTRAINT_NAME_REF
                | Kind::CREATE_INDEX
                | Kind::CREATE_TABLE
                | Kind::CREATE_TYPE
                | Kind::DEFAULT_CONSTRAINT
                | Kind::DROP_COLUMN
                | Kind::DROP_CONSTRAINT
                | Kind::DROP_DEFAULT
                | Kind::DROP_INDEX
                | Kind::DROP_NOT_NULL
                | Kind::DROP_TABLE
                | Kind::ENUM_TYPE
                | Kind::FOREIGN_KEY_COLUMN_LIST
                | Kind::FOREIGN_KEY_CONSTRAINT
                | Kind::GENERATED_ALWAYS
                | Kind::GENERATED_CONSTRAINT
                | Kind::GENERATED_IDENTITY
                | Kind::IF_EXISTS
                | Kind::IF_NOT_EXISTS
                | Kind::INDEX
                | Kind::INDEX_PARAMETERS
                | Kind::INDEX_REF
                | Kind::IS_NOT
                | Kind::LITERAL
                | Kind::NAME_REF
                | Kind::NOT_NULL_CONSTRAINT
                | Kind::NULL_CONSTRAINT
                | Kind::OBJECT_COLUMN
                | Kind::OBJECT_TABLE
                | Kind::ON_DELETE_ACTION
                | Kind::ON_UPDATE_ACTION
                | Kind::PARTITION_ITEM
                | Kind::PARTITION_ITEM_LIST
                | Kind::PATH
                | Kind::PATH_REF
                | Kind::PATH_SEGMENT
                | Kind::PATH_SEGMENT_REF
                | Kind::PRIMARY_KEY_CONSTRAINT
                | Kind::QUALIFIED_COLUMN_NAME_REF
                | Kind::REFERENCES_CONSTRAINT
                | Kind::RELATION_NAME
                | Kind::RELATION_NAME_REF
                | Kind::RESTRICT
                | Kind::SET_DEFAULT
                | Kind::SET_NOT_NULL
                | Kind::SET_NULL_COLUMNS
                | Kind::SET_TYPE
                | Kind::TABLE_ARG_LIST
                | Kind::TABLE_NAME
                | Kind::TABLE_NAME_REF
                | Kind::TABLE_RELATION_NAME
                | Kind::TYPE_NAME
                | Kind::UNIQUE_CONSTRAINT
                | Kind::VARIANT
                | Kind::VARIANT_LIST
                | Kind::WHERE_CLAUSE
                | Kind::WITH_TIMEZONE
        )
}
