/**
 * The parts of sqlparser's syntax tree (0.62) that a reading statement may have, with all their
 * fields. A node, a variant or a field that is not here is refused, so what a newer parser adds
 * is refused until someone has looked at it.
 *
 * `Name = field:Type …` is a struct, `Name | Variant:Type Variant …` an enum (a variant alone is
 * written as a string). Types: a name of this list (lists of it, too); `(A,B)` a tuple; `-` a
 * plain value; `?` looked at nowhere, for what only says how something was written; `!` must be
 * empty; `!reason` must be empty, else that reason; `fn` the path of a function; `path` of a column.
 */
const reading = `
  Statement | Query:Query
  Query = with:With body:SetExpr order_by:OrderBy limit_clause:LimitClause fetch:Fetch locks:!locks for_clause:! settings:! format_clause:! pipe_operators:!
  With = with_token:? recursive:- cte_tables:Cte
  Cte = alias:? query:Query from:! materialized:! closing_paren_token:?
  SetExpr | Select:Select Query:Query SetOperation:SetOperation Values:Values
  SetOperation = op:- set_quantifier:- left:SetExpr right:SetExpr
  Values = explicit_row:- value_keyword:- rows:Row
  Row = opening_token:? content:Expr closing_token:?
  Select = select_token:? optimizer_hints:! distinct:Distinct select_modifiers:? top:Top top_before_distinct:- projection:SelectItem exclude:! into:!into from:TableWithJoins lateral_views:! prewhere:! selection:Expr connect_by:ConnectBy group_by:GroupBy cluster_by:! distribute_by:! sort_by:! having:Expr named_window:NamedWindow qualify:! window_before_qualify:- value_table_mode:! flavor:Flavor
  Flavor | Standard
  Distinct | Distinct All On:Expr
  Top = with_ties:- percent:- quantity:TopQuantity
  TopQuantity | Expr:Expr Constant:-
  SelectItem | UnnamedExpr:Expr ExprWithAlias:ExprWithAlias ExprWithAliases:! QualifiedWildcard:(WildcardOf,Wildcard) Wildcard:Wildcard
  ExprWithAlias = expr:Expr alias:?
  WildcardOf | ObjectName:? Expr:Expr
  Wildcard = wildcard_token:? opt_ilike:! opt_exclude:! opt_except:! opt_replace:! opt_rename:! opt_alias:!
  TableWithJoins = relation:TableFactor joins:Join
  Join = relation:TableFactor global:! join_operator:JoinOperator
  JoinOperator | Join:On Inner:On Left:On LeftOuter:On Right:On RightOuter:On FullOuter:On CrossJoin:On StraightJoin:On CrossApply OuterApply
  On | On:Expr Using:? Natural None
  TableFactor | Table:Table Derived:Derived TableFunction:TableFunction Function:TableCall NestedJoin:NestedJoin JsonTable:JsonTable OpenJsonTable:OpenJson XmlTable:XmlTable Pivot:Pivot Unpivot:Unpivot UNNEST:!
  Table = name:table alias:? args:TableArguments with_hints:! version:Version with_ordinality:! partitions:? json_path:! sample:Sample index_hints:?
  TableArguments = args:FunctionArg settings:!
  Version | ForSystemTimeAsOf:Expr
  Sample | BeforeTableAlias:TableSample AfterTableAlias:TableSample
  TableSample = modifier:- name:- quantity:SampleQuantity seed:SampleSeed bucket:! offset:!
  SampleQuantity = parenthesized:- value:Expr unit:-
  SampleSeed = modifier:- value:Value
  Derived = lateral:- subquery:Query alias:? sample:Sample
  TableFunction = expr:Expr alias:?
  TableCall = lateral:- name:fn args:FunctionArg with_ordinality:! alias:?
  NestedJoin = table_with_joins:TableWithJoins alias:?
  JsonTable = json_expr:Expr json_path:? columns:JsonColumn alias:?
  JsonColumn | Named:JsonNamed ForOrdinality:? Nested:JsonNested
  JsonNamed = name:? type:? path:? exists:- on_empty:? on_error:?
  JsonNested = path:? columns:JsonColumn
  OpenJson = json_expr:Expr json_path:? columns:? alias:?
  XmlTable = namespaces:? row_expression:Expr passing:XmlPassing columns:XmlColumn alias:?
  XmlPassing = arguments:XmlArgument
  XmlArgument = expr:Expr alias:? by_value:-
  XmlColumn = name:? option:XmlColumnOption
  XmlColumnOption | NamedInfo:XmlNamed ForOrdinality
  XmlNamed = type:? path:Expr default:Expr nullable:-
  Pivot = table:TableFactor aggregate_functions:AliasedExpr value_column:Expr value_source:PivotSource default_on_null:Expr alias:?
  PivotSource | List:AliasedExpr Any:OrderByExpr Subquery:Query
  AliasedExpr = expr:Expr alias:?
  Unpivot = table:TableFactor value:Expr name:? columns:AliasedExpr null_inclusion:- alias:?
  ConnectBy | StartWith:StartWith ConnectBy:ConnectByClause
  StartWith = start_token:? condition:Expr
  ConnectByClause = connect_token:? nocycle:- relationships:Expr
  GroupBy | Expressions:(Expr,GroupByModifier) All:!
  GroupByModifier | Rollup Cube Totals:! GroupingSets:Expr
  NamedWindow = 0:? 1:WindowDefinition
  WindowDefinition | WindowSpec:Window NamedWindow:Ident
  OrderBy = kind:OrderByKind interpolate:!
  OrderByKind | Expressions:OrderByExpr
  OrderByExpr = expr:Expr options:OrderByOptions with_fill:!
  OrderByOptions = asc:- nulls_first:-
  LimitClause | LimitOffset:LimitOffset OffsetCommaLimit:OffsetComma
  LimitOffset = limit:Expr offset:Offset limit_by:!
  Offset = value:Expr rows:-
  OffsetComma = offset:Expr limit:Expr
  Fetch = with_ties:- percent:- quantity:Expr
  Ident = value:- quote_style:- span:?
  Value = value:Literal span:?
  Literal | Number:? SingleQuotedString:? DoubleQuotedString:? NationalStringLiteral:? HexStringLiteral:? QuoteDelimitedStringLiteral:? NationalQuoteDelimitedStringLiteral:? SingleQuotedByteStringLiteral:? Boolean:- Null
  Expr | Identifier:path1 CompoundIdentifier:path CompoundFieldAccess:FieldAccess IsFalse:Expr IsNotFalse:Expr IsTrue:Expr IsNotTrue:Expr IsNull:Expr IsNotNull:Expr IsUnknown:Expr IsNotUnknown:Expr IsDistinctFrom:(Expr,Expr) IsNotDistinctFrom:(Expr,Expr) InList:InList InSubquery:InSubquery Between:Between BinaryOp:BinaryOp Like:Like RLike:RLike AnyOp:Quantified AllOp:Quantified UnaryOp:UnaryOp Convert:Convert Cast:Cast AtTimeZone:AtTimeZone Extract:Extract Ceil:Rounding Floor:Rounding Position:Position Substring:Substring Trim:Trim Overlay:Overlay Collate:Collate Nested:Expr Value:Value Prefixed:Prefixed TypedString:TypedString Function:Function Case:Case Exists:Exists Subquery:Query GroupingSets:Expr Cube:Expr Rollup:Expr Tuple:Expr Array:! Interval:Interval MatchAgainst:MatchAgainst Wildcard:? QualifiedWildcard:? OuterJoin:Expr Prior:Expr MemberOf:MemberOf
  FieldAccess = root:Expr access_chain:Access
  Access | Dot:Expr Subscript:!
  InList = expr:Expr list:Expr negated:-
  InSubquery = expr:Expr subquery:Query negated:-
  Between = expr:Expr negated:- low:Expr high:Expr
  BinaryOp = left:Expr op:Operator right:Expr
  Operator | Plus Minus Multiply Divide Modulo StringConcat Gt Lt GtEq LtEq Spaceship Eq NotEq And Or Xor BitwiseOr BitwiseAnd BitwiseXor MyIntegerDivide PGBitwiseXor PGBitwiseShiftLeft PGBitwiseShiftRight Arrow LongArrow Match Regexp
  Like = negated:- any:- expr:Expr pattern:Expr escape_char:?
  RLike = negated:- expr:Expr pattern:Expr regexp:-
  Quantified = left:Expr compare_op:Operator right:Expr is_some:-
  UnaryOp = op:- expr:Expr
  Convert = is_try:- expr:Expr data_type:? charset:? target_before_value:- styles:Expr
  Cast = kind:- expr:Expr data_type:? array:- format:?
  AtTimeZone = timestamp:Expr time_zone:Expr
  Extract = field:? syntax:- expr:Expr
  Rounding = expr:Expr field:?
  Position = expr:Expr in:Expr
  Substring = expr:Expr substring_from:Expr substring_for:Expr special:- shorthand:-
  Trim = trim_where:- trim_what:Expr expr:Expr trim_characters:Expr
  Overlay = expr:Expr overlay_what:Expr overlay_from:Expr overlay_for:Expr
  Collate = expr:Expr collation:?
  Prefixed = prefix:Prefix value:Expr
  Prefix = value:PrefixWord quote_style:- span:?
  PrefixWord | CONNECT_BY_ROOT _utf8 _utf8mb4 _utf8mb3 _latin1 _binary _ascii _gbk _gb18030 _gb2312 _ucs2 _utf16 _utf32 _big5
  TypedString = data_type:? value:Value uses_odbc_syntax:-
  Function = name:fn uses_odbc_syntax:- parameters:Arguments args:Arguments filter:Expr null_treatment:- over:Over within_group:OrderByExpr
  Arguments | None Subquery:Query List:ArgumentList
  ArgumentList = duplicate_treatment:- args:FunctionArg clauses:ArgumentClause
  ArgumentClause | OrderBy:OrderByExpr Limit:Expr Separator:? OnOverflow:? IgnoreOrRespectNulls:- JsonNullClause:- JsonReturningClause:?
  FunctionArg | Unnamed:FunctionArgExpr Named:NamedArg ExprNamed:ExprNamedArg
  NamedArg = name:? arg:FunctionArgExpr operator:-
  ExprNamedArg = name:Expr arg:FunctionArgExpr operator:-
  FunctionArgExpr | Expr:Expr QualifiedWildcard:? Wildcard WildcardWithOptions:!
  Over | WindowSpec:Window NamedWindow:Ident
  Window = window_name:? partition_by:Expr order_by:OrderByExpr window_frame:Frame
  Frame = units:- start_bound:Bound end_bound:Bound
  Bound | CurrentRow Preceding:Expr Following:Expr
  Case = case_token:? end_token:? operand:Expr conditions:CaseWhen else_result:Expr
  CaseWhen = condition:Expr result:Expr
  Exists = subquery:Query negated:-
  Interval = value:Expr leading_field:? leading_precision:- last_field:? fractional_seconds_precision:-
  MatchAgainst = columns:? match_value:? opt_search_modifier:-
  MemberOf = value:Expr array:Expr
`;

/** Besides these, below plain EXPLAIN, which plans a writing statement and does not run it. */
const planned = `
  Statement | Query:Query Insert:Insert Update:Update Delete:Delete
  SetExpr | Select:Select Query:Query SetOperation:SetOperation Values:Values Insert:Statement Update:Statement Delete:Statement
  Insert = insert_token:? optimizer_hints:! or:- ignore:- into:- table:? table_alias:? columns:? overwrite:! source:Query assignments:Assignment partitioned:! after_columns:? has_table_keyword:! on:! returning:! replace_into:- priority:- insert_alias:? settings:! format_clause:! multi_table_insert_type:! multi_table_into_clauses:! multi_table_when_clauses:! multi_table_else_clause:! output:! default_values:-
  Update = update_token:? optimizer_hints:! table:TableWithJoins assignments:Assignment from:! selection:Expr returning:! output:! or:- order_by:OrderByExpr limit:Expr
  Assignment = target:? value:Expr
  Delete = delete_token:? optimizer_hints:! tables:? from:DeleteFrom using:TableWithJoins selection:Expr returning:! output:! order_by:OrderByExpr limit:Expr
  DeleteFrom | WithFromKeyword:TableWithJoins WithoutKeyword:TableWithJoins
`;

/** A type as written in the list above. */
export type TypeName = string;

export interface Node {
  /** Types of the fields (struct) or variants (enum) by name. */
  parts: ReadonlyMap<string, TypeName>;
  isEnum: boolean;
}

export const readingNodes = parseNodes(reading);
export const plannedNodes: ReadonlyMap<string, Node> = new Map([
  ...readingNodes,
  ...parseNodes(planned),
]);

function parseNodes(text: string): ReadonlyMap<string, Node> {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line): [string, Node] => {
        const [name = '', kind = '', ...parts] = line.trim().split(' ');
        const entries = parts.map((part): [string, string] => {
          const [partName = '', type = ''] = part.split(/:(.*)/s);
          return [partName, type];
        });
        return [name, { parts: new Map(entries), isEnum: kind === '|' }];
      }),
  );
}
