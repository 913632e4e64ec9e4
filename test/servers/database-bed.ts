/** A host with one system and one database of any kind, for tests of what is asked of databases. */
import type { Inputs } from '../../src-main/contract/index';
import { startTestHost, type TestHost } from './host';

type Detail = Extract<Inputs['systems']['saveEndpoint']['detail'], { kind: 'database' }>;

export interface DatabaseBed {
  at: TestHost;
  endpointId: string;
  /** Changes where the connection points. */
  point(change: Partial<Detail>): Promise<void>;
}

/** @param password empty for none */
export async function databaseBed(
  password: string,
  database: Omit<Detail, 'kind' | 'secret'>,
): Promise<DatabaseBed> {
  const at = await startTestHost();
  const { client } = at;
  const customer = await client.systems.saveCustomer({ name: 'Yangtze Motors' });
  const site = await client.systems.saveSite({ customerId: customer.id, name: 'Plant 1' });
  const system = await client.systems.saveSystem({
    siteId: site.id,
    name: 'ERP',
    platform: 'postgresql',
    environment: 'production',
  });
  if (password !== '') await client.secrets.set({ name: 'reader', value: password });
  const secret = password === '' ? null : 'reader';
  const detail: Detail = { kind: 'database', secret, ...database };
  const endpoint = { systemId: system.id, name: 'erp' };
  const { id } = await client.systems.saveEndpoint({ ...endpoint, detail });
  return {
    at,
    endpointId: id,
    point: async (change) => {
      await client.systems.saveEndpoint({ ...endpoint, id, detail: { ...detail, ...change } });
    },
  };
}
