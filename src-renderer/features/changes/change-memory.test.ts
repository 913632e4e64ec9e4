import { describe, expect, it } from 'vitest';
import type { ChangeTarget } from '../../../src-main/contract/changes';
import { keptFor, remember, rememberedMs, statementFromMemory } from './change-memory';

const database: ChangeTarget = { name: 'nc-db-01', environment: 'production' };
const application: ChangeTarget = { name: 'nc-app-01', environment: 'production' };
const trial: ChangeTarget = { name: 'nc-test', environment: 'test' };
const stated = { reason: ' disk full ', changeId: 'CHG-0031', typedNames: ['nc-db-01'] };

describe('what was stated for a production host', () => {
  const memory = remember({}, [database, trial], stated, 1000);

  it('stands for the next changes of that host, its name counted as typed', () => {
    expect(statementFromMemory(memory, [database], 2000)).toEqual({
      reason: 'disk full',
      changeId: 'CHG-0031',
      typedNames: ['nc-db-01'],
    });
    expect(statementFromMemory(memory, [database, trial], 2000)).not.toBeNull();
  });

  it('ends after a quarter of an hour', () => {
    expect(keptFor(memory, 'nc-db-01', 1000 + rememberedMs - 1)).not.toBeNull();
    expect(keptFor(memory, 'nc-db-01', 1000 + rememberedMs)).toBeNull();
    expect(statementFromMemory(memory, [database], 1000 + rememberedMs)).toBeNull();
  });

  it('does not stand for another host, nor for two with different reasons', () => {
    expect(statementFromMemory(memory, [application], 2000)).toBeNull();
    expect(statementFromMemory(memory, [database, application], 2000)).toBeNull();
    const both = remember(memory, [application], { ...stated, reason: 'restart' }, 1500);
    expect(statementFromMemory(both, [database, application], 2000)).toBeNull();
  });

  it('is kept for production only: elsewhere nothing was typed', () => {
    expect(Object.keys(memory)).toEqual(['nc-db-01']);
    expect(statementFromMemory(memory, [trial], 2000)).toBeNull();
  });
});
