/**
 * The parts of PostgreSQL's syntax tree that a reading statement may have, with all their
 * fields. A node or a field that is not here is refused, so what a newer parser adds is
 * refused until someone has looked at it. `field:Type` is a node written without its name.
 * Names are those of libpg-query (PostgreSQL 18, nodes/parsenodes.h and primnodes.h).
 */
const reading = `
  SelectStmt distinctClause targetList fromClause whereClause groupClause groupDistinct havingClause windowClause valuesLists sortClause limitOffset limitCount limitOption withClause:WithClause op all larg:SelectStmt rarg:SelectStmt
  WithClause ctes recursive
  CommonTableExpr ctename aliascolnames ctematerialized ctequery search_clause:CTESearchClause cycle_clause:CTECycleClause
  CTESearchClause search_col_list search_breadth_first search_seq_column
  CTECycleClause cycle_col_list cycle_mark_column cycle_mark_value cycle_mark_default cycle_path_column
  ResTarget name indirection val
  RangeVar catalogname schemaname relname inh relpersistence alias:Alias
  RangeSubselect lateral subquery alias:Alias
  RangeFunction lateral ordinality is_rowsfrom functions alias:Alias coldeflist
  RangeTableFunc lateral docexpr rowexpr namespaces columns alias:Alias
  RangeTableFuncCol colname typeName:TypeName for_ordinality is_not_null colexpr coldefexpr
  RangeTableSample relation method args repeatable
  ColumnDef colname typeName:TypeName is_local collClause:CollateClause
  JoinExpr jointype isNatural larg rarg usingClause join_using_alias:Alias quals alias:Alias rtindex
  Alias aliasname colnames
  ColumnRef fields
  A_Star
  A_Const ival:Integer fval:Float boolval:Boolean sval:String bsval:BitString isnull
  Integer ival
  Float fval
  Boolean boolval
  String sval
  BitString bsval
  List items
  ParamRef number
  A_Expr kind name lexpr rexpr rexpr_list_start rexpr_list_end
  BoolExpr boolop args
  NullTest arg nulltesttype argisrow
  BooleanTest arg booltesttype
  CaseExpr arg args defresult
  CaseWhen expr result
  CoalesceExpr args
  MinMaxExpr op args
  RowExpr args row_format colnames
  SubLink subLinkType testexpr operName subselect
  A_ArrayExpr elements list_start list_end
  A_Indirection arg indirection
  A_Indices is_slice lidx uidx
  TypeCast arg typeName:TypeName
  TypeName names setof pct_type typmods typemod arrayBounds
  CollateClause arg collname
  FuncCall funcname args agg_order agg_filter over:WindowDef agg_within_group agg_star agg_distinct func_variadic funcformat
  NamedArgExpr arg name argnumber
  WindowDef name refname partitionClause orderClause frameOptions startOffset endOffset
  SortBy node sortby_dir sortby_nulls useOp
  GroupingSet kind content
  GroupingFunc args
  SQLValueFunction op typmod
  XmlExpr op name named_args arg_names args xmloption indent
  XmlSerialize xmloption expr typeName:TypeName indent
  JsonFormat format_type encoding
  JsonReturning format:JsonFormat typid typmod
  JsonOutput typeName:TypeName returning:JsonReturning
  JsonValueExpr raw_expr formatted_expr format:JsonFormat
  JsonIsPredicate expr format:JsonFormat item_type unique_keys
  JsonBehavior btype expr coerce
  JsonArgument val:JsonValueExpr name
  JsonFuncExpr op column_name context_item:JsonValueExpr pathspec passing output:JsonOutput on_empty:JsonBehavior on_error:JsonBehavior wrapper quotes
  JsonTablePathSpec string name name_location
  JsonTable context_item:JsonValueExpr pathspec:JsonTablePathSpec passing columns on_error:JsonBehavior alias:Alias lateral
  JsonTableColumn coltype name typeName:TypeName pathspec:JsonTablePathSpec format:JsonFormat wrapper quotes columns on_empty:JsonBehavior on_error:JsonBehavior
  JsonKeyValue key value:JsonValueExpr
  JsonParseExpr expr:JsonValueExpr output:JsonOutput unique_keys
  JsonScalarExpr expr output:JsonOutput
  JsonSerializeExpr expr:JsonValueExpr output:JsonOutput
  JsonObjectConstructor exprs output:JsonOutput absent_on_null unique
  JsonArrayConstructor exprs output:JsonOutput absent_on_null
  JsonArrayQueryConstructor query output:JsonOutput format:JsonFormat absent_on_null
  JsonAggConstructor output:JsonOutput agg_filter agg_order over:WindowDef
  JsonObjectAgg constructor:JsonAggConstructor arg:JsonKeyValue absent_on_null unique
  JsonArrayAgg constructor:JsonAggConstructor arg:JsonValueExpr absent_on_null
`;

/** Besides these, below plain EXPLAIN, which plans a writing statement and does not run it. */
const planned = `
  InsertStmt relation:RangeVar cols selectStmt onConflictClause:OnConflictClause returningClause:ReturningClause withClause:WithClause override
  UpdateStmt relation:RangeVar targetList whereClause fromClause returningClause:ReturningClause withClause:WithClause
  DeleteStmt relation:RangeVar usingClause whereClause returningClause:ReturningClause withClause:WithClause
  MergeStmt relation:RangeVar sourceRelation joinCondition mergeWhenClauses returningClause:ReturningClause withClause:WithClause
  MergeWhenClause matchKind commandType override condition targetList values
  OnConflictClause action infer:InferClause targetList whereClause
  InferClause indexElems whereClause conname
  IndexElem name expr indexcolname collation opclass ordering nulls_ordering
  MultiAssignRef source colno ncolumns
  SetToDefault
  ReturningClause options exprs
  ReturningOption option value
`;

/** Fields of a node, each with the name of the node it holds without naming it, or ''. */
export type Fields = ReadonlyMap<string, string>;

export const readingNodes = parseNodes(reading);
export const plannedNodes = parseNodes(planned);

function parseNodes(text: string): ReadonlyMap<string, Fields> {
  const lines = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name = '', ...fields] = line.trim().split(' ');
      // Every node may say where it stands.
      const entries = [...fields, 'location'].map((field): [string, string] => {
        const [fieldName = '', type = ''] = field.split(':');
        return [fieldName, type];
      });
      return [name, new Map(entries)];
    }),
  );
}
