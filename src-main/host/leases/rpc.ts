import { procedures } from '../../contract/wire/server';
import type { LeaseService } from './service';

export function leasesRpc(service: () => LeaseService) {
  const { leases } = procedures;
  return { list: leases.list.handler(() => service().list()) };
}
