export { judge, type Judgement } from './guard/index';
export {
  runStatement,
  StatementFailed,
  type RowSink,
  type RunOutcome,
  type RunRequest,
} from './postgres/run';
export type { PostgresTarget } from './postgres/session';
export { queriesRpc } from './rpc';
export { assertReading, QueriesService, type Excerpt, type ResultOrigin } from './service';
export { targetOfUrl } from './target';
export { bindParameters } from './values';
