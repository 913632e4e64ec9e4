import { describe, expect, it } from 'vitest';
import { defaultProfileFolder, demoProfileFolder } from '../kit/program';
import { readArguments, shellFolder } from './arguments';

describe('the arguments of the shell', () => {
  it('choose the profile, relative to where the user is', () => {
    expect(readArguments(['--no-sandbox', '.', '--data', 'sites/x'], '/home/wang')).toEqual({
      folder: '/home/wang/sites/x',
      demo: false,
    });
    expect(readArguments(['--data=/srv/profile', '--demo'], '/home/wang')).toEqual({
      folder: '/srv/profile',
      demo: true,
    });
  });

  it('fall back to the default profile, and the demo to its own', () => {
    expect(readArguments([], '/')).toEqual({ folder: defaultProfileFolder(), demo: false });
    expect(readArguments(['--demo'], '/')).toEqual({ folder: demoProfileFolder(), demo: true });
  });
});

it("Electron's folder is another for each profile, outside of it, and does not tell its name", () => {
  const [one, two] = [shellFolder('/profiles/customer-a'), shellFolder('/profiles/customer-b')];
  expect(one).not.toBe(two);
  expect(one).not.toContain('customer-a');
  expect(one.startsWith(defaultProfileFolder())).toBe(false);
});
