import { describe, expect, test } from 'vitest';
import { commandOfPress, presentCommands, refusal } from './command-store';
import type { KeyPress } from './keys';
import type { Command, CommandState } from './types';

const state: CommandState = {
  unlocked: true,
  activity: 'logs',
  activePanel: { id: 'logs.tail/1', component: 'logs.tail', params: {} },
  activeCase: null,
  evidence: null,
  runningTasks: 0,
};

function command(id: string, part: Partial<Command> = {}): Command {
  return { id, titleKey: id, run: () => undefined, ...part };
}

const e: KeyPress = {
  key: 'e',
  code: 'KeyE',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
};

describe('commands present now', () => {
  test('are those of the frame and of the active panel, the panel first', () => {
    const present = presentCommands(
      [
        { command: command('frame.help'), panelId: null },
        { command: command('logs.open'), panelId: null },
        { command: command('logs.pause'), panelId: 'logs.tail/1' },
        { command: command('logs.follow'), panelId: 'logs.tail/2' },
      ],
      state,
    );
    expect(present.map(({ id }) => id)).toEqual(['logs.pause', 'logs.open', 'frame.help']);
  });

  test('hold each id once, the nearest one', () => {
    const near = command('logs.find', { keys: 'Ctrl F' });
    const present = presentCommands(
      [
        { command: command('logs.find'), panelId: null },
        { command: near, panelId: 'logs.tail/1' },
      ],
      state,
    );
    expect(present).toEqual([near]);
  });
});

describe('the command a key means', () => {
  const refused = command('a.one', { keys: 'E', when: () => 'commands:needs.panel' });
  const usable = command('a.two', { keys: ['Shift E', 'E'] });

  test('is one that can be used, else the first refused, so that its reason is shown', () => {
    expect(commandOfPress([refused, usable], e, state, true)).toBe(usable);
    expect(commandOfPress([refused], e, state, true)).toBe(refused);
    expect(refusal(refused, state)).toBe('commands:needs.panel');
  });

  test('is none for a letter where letters are typing', () => {
    expect(commandOfPress([usable], e, state, false)).toBeNull();
  });
});
