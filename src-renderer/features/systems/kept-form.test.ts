import { describe, expect, it } from 'vitest';
import { emptyDraft } from './endpoint-draft';
import { modeOf, parseKept, withoutSecret, type KeptForm } from './kept-form';

const system: KeptForm = {
  kind: 'system',
  draft: {
    siteId: 's1',
    name: 'NC65',
    platform: 'yonyou',
    version: '',
    environment: 'production',
    contacts: [],
    remarks: '',
  },
};
const endpoint: KeptForm = {
  kind: 'endpoint',
  endpointId: null,
  draft: { ...emptyDraft('database'), secret: { mode: 'new', name: 'erp', value: 'hunter2' } },
};

describe('a form that is kept while one types', () => {
  it('comes back from the store as it was typed', () => {
    expect(parseKept(JSON.stringify(system))).toEqual(system);
    expect(parseKept(JSON.stringify(endpoint))).toEqual(endpoint);
  });

  it('is left out when it is not one of ours', () => {
    expect(parseKept(null)).toBeNull();
    expect(parseKept('{')).toBeNull();
    expect(parseKept('{"kind":"system","draft":{"name":"a"}}')).toBeNull();
    expect(parseKept('{"kind":"endpoint","endpointId":null,"draft":{"kind":"ftp"}}')).toBeNull();
  });

  it('never holds a typed password', () => {
    expect(JSON.stringify(withoutSecret(endpoint))).not.toContain('hunter2');
    expect(withoutSecret(system)).toBe(system);
  });

  it('goes on in the form it was typed into', () => {
    expect(modeOf(system)).toEqual({ kind: 'editSystem' });
    expect(modeOf(endpoint)).toEqual({ kind: 'addEndpoint', endpointKind: 'database' });
    expect(modeOf({ ...endpoint, endpointId: 'e1' })).toEqual({
      kind: 'editEndpoint',
      endpointId: 'e1',
    });
  });
});
