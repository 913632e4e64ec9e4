import { describe, expect, it } from 'vitest';
import { changesWay, draftOf, faultsOf, inputOf, isLoopback } from './draft';

const draft = { ...draftOf(null, 'gateway'), targetHost: '10.0.0.5', targetPort: '1521' };

describe('the form of a tunnel', () => {
  it('names every field that is missing or no port', () => {
    const empty = { ...draftOf(null, ''), listenPort: '65536', targetHost: ' ' };
    expect([...faultsOf(empty)]).toEqual(['endpointId', 'listenPort', 'targetHost', 'targetPort']);
    expect([...faultsOf(draft)]).toEqual([]);
    expect([...faultsOf({ ...draft, targetPort: '0' })]).toEqual(['targetPort']);
  });

  it('asks for no target where each client says it', () => {
    const dynamic = { ...draft, kind: 'dynamic' as const, targetHost: '', targetPort: '' };
    expect([...faultsOf(dynamic)]).toEqual([]);
    expect(inputOf(dynamic, null)).toMatchObject({ name: 'SOCKS', targetHost: '', targetPort: 0 });
  });

  it('takes the target for a name, and says whether the way changes', () => {
    const input = inputOf(draft, null);
    expect(input).toMatchObject({ name: '10.0.0.5:1521', listenHost: '127.0.0.1', listenPort: 0 });
    const saved = { id: 'x', listenHost: '', targetHost: '', targetPort: 0, ...input };
    expect(changesWay(saved, inputOf({ ...draft, name: 'ERP' }, 'x'))).toBe(false);
    expect(changesWay(saved, inputOf({ ...draft, targetPort: '1522' }, 'x'))).toBe(true);
  });

  it('knows which addresses other computers can reach', () => {
    const addresses = ['127.0.0.1', '127.9.9.9', 'localhost', '::1', '0.0.0.0', '10.0.0.5', '::'];
    expect(addresses.map(isLoopback)).toEqual([true, true, true, true, false, false, false]);
  });
});
