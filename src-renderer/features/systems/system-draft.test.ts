import { describe, expect, it } from 'vitest';
import {
  emptyContact,
  isSavable,
  savedSystem,
  systemProblems,
  type SystemDraft,
} from './system-draft';

const draft: SystemDraft = {
  siteId: 's1',
  name: ' NC65 ',
  platform: 'yonyou',
  version: '',
  environment: 'production',
  contacts: [{ ...emptyContact, name: ' 王工 ' }, emptyContact],
  remarks: '',
};

describe('the form of a system', () => {
  it('saves trimmed names and no empty contacts', () => {
    expect(savedSystem(draft)).toEqual({
      ...draft,
      name: 'NC65',
      contacts: [{ ...emptyContact, name: '王工' }],
    });
    expect(isSavable(systemProblems(draft))).toBe(true);
  });

  it('wants a name, and a name for each contact that has anything', () => {
    const problems = systemProblems({
      ...draft,
      name: ' ',
      contacts: [{ ...emptyContact, phone: '1' }],
    });
    expect(problems).toEqual({ name: 'name', contacts: { 0: 'contactName' } });
    expect(isSavable(problems)).toBe(false);
  });
});
