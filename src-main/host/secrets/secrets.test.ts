import { afterAll, beforeAll, expect, it } from 'vitest';
import { redact } from '../../kit/log';
import { startTestHost, type TestHost } from '../../../test/servers/host';

let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
});
afterAll(() => test.close());

it('keeps a value for the host alone: a view gets names, and the log shows it no more', async () => {
  const { client } = test;
  await client.secrets.set({ name: 'db', value: 'first-value' });
  await client.secrets.set({ name: 'db', value: 'hunter2-机密' });
  await client.secrets.set({ name: 'empty', value: '' });
  const list = await client.secrets.list({});
  expect(list.map(({ name }) => name)).toEqual(['db', 'empty']);
  expect(JSON.stringify(list)).not.toContain('hunter2');
  const { secrets } = test.host.features();
  expect([secrets.reveal('db'), secrets.reveal('empty'), secrets.reveal('none')]).toEqual([
    'hunter2-机密',
    '',
    null,
  ]);
  expect(redact('failed with hunter2-机密')).toBe('failed with ***');
});

it('refuses to remove an entry that an endpoint names, and one that is not there', async () => {
  const { client } = test;
  await client.systems.import({ format: 'yaml', text: (await client.systems.template({})).text });
  await client.secrets.set({ name: 'app01-key', value: 'x' });
  await expect(client.secrets.remove({ name: 'app01-key' })).rejects.toMatchObject({
    code: 'entity.in-use',
    params: { name: 'app01-key', by: 'app01' },
  });
  await expect(client.secrets.remove({ name: 'nothing' })).rejects.toMatchObject({
    code: 'secret.missing',
  });
  await client.secrets.set({ name: 'free', value: 'x' });
  await client.secrets.remove({ name: 'free' });
  expect(test.host.features().secrets.reveal('free')).toBeNull();
});

it('does not open a value that was put under another name in the store', async () => {
  await test.client.secrets.set({ name: 'low', value: 'low value' });
  await test.client.secrets.set({ name: 'high', value: 'high value' });
  const { db } = test.host.features().profile;
  db.exec(
    "UPDATE secret SET sealed = (SELECT sealed FROM secret WHERE name = 'high') WHERE name = 'low'",
  );
  expect(() => test.host.features().secrets.reveal('low')).toThrowError(
    expect.objectContaining({ code: 'profile.damaged' }) as Error,
  );
});
