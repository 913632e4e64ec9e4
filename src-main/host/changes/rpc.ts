import { procedures } from '../../contract/wire/server';
import type { ChangeGate } from './service';

export function changesRpc(gate: () => ChangeGate) {
  const { changes } = procedures;
  return { permits: changes.permits.handler(() => gate().permits()) };
}
