import type {
  ContractRouterClient,
  InferContractRouterInputs,
  InferContractRouterOutputs,
} from '@orpc/contract';
import { app } from './app';
import { cases } from './cases';
import { logs } from './logs';
import { profile } from './profile';
import { queries } from './queries';
import { settings } from './settings';
import { ssh } from './ssh';
import { secrets, systems } from './systems';
import { tasks } from './tasks';
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
export * from './cases';
export * from './common';
export * from './errors';
export * from './logs';
export * from './profile';
export * from './queries';
export * from './settings';
export * from './ssh';
export * from './systems';
export * from './tasks';
export * from './vault';
