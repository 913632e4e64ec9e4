import type {
  ContractRouterClient,
  InferContractRouterInputs,
  InferContractRouterOutputs,
} from '@orpc/contract';
import { app } from './app';
import { audit } from './audit';
import { cases } from './cases';
import { changes } from './changes';
import { files } from './files';
import { leases } from './leases';
import { logs } from './logs';
import { profile } from './profile';
import { queries } from './queries';
import { runbooks } from './runbooks';
import { settings } from './settings';
import { ssh } from './ssh';
import { secrets, systems } from './systems';
import { tasks } from './tasks';
import { terminals } from './terminals';
import { tunnels } from './tunnels';
import { vault } from './vault';

/** The whole API between host and views: one object, one key per feature. */
export const contract = {
  app,
  vault,
  profile,
  settings,
  systems,
  secrets,
  ssh,
  terminals,
  files,
  tunnels,
  runbooks,
  changes,
  audit,
  leases,
  logs,
  queries,
  cases,
  tasks,
};

export type Contract = typeof contract;
/** A typed client of the host, the same over every transport. */
export type HostClient = ContractRouterClient<Contract>;
export type Inputs = InferContractRouterInputs<Contract>;
export type Outputs = InferContractRouterOutputs<Contract>;

export * from './app';
export * from './audit';
export * from './cases';
export * from './changes';
export * from './common';
export * from './dialects';
export * from './errors';
export * from './files';
export * from './leases';
export * from './log-evidence';
export * from './logs';
export * from './profile';
export * from './queries';
export * from './query-connections';
export * from './query-guard';
export * from './query-history';
export * from './query-document';
export * from './query-library';
export * from './query-plans';
export * from './query-schema';
export * from './query-write';
export * from './runbooks';
export * from './settings';
export * from './ssh';
export * from './systems';
export * from './tasks';
export * from './terminals';
export * from './tunnels';
export * from './vault';
