import { procedures } from '../../../contract/wire/server';
import type { PlanService } from './service';

export function plansRpc(service: () => PlanService) {
  const { queries } = procedures;
  return {
    explain: queries.explain.handler(({ input, signal }) => service().explain(input, signal)),
  };
}
