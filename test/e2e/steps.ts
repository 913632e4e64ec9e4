/** What a user does, in either face and either language. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Dialect } from '../../src-main/contract/dialects';
import type { Words } from './words';

/** A window of the workbench and the language it speaks. */
export interface Screen {
  page: Page;
  say: Words;
}

/** First run: sets the passphrase, keeps the recovery key, goes to the workbench. Gives the key. */
export async function createVault({ page, say }: Screen, passphrase: string): Promise<string> {
  await page.getByLabel(say('vault:newPassphrase.label'), { exact: true }).fill(passphrase);
  await page.getByLabel(say('vault:newPassphrase.repeat'), { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: say('vault:create.submit') }).click();
  const key = page.getByRole('status', { name: say('vault:recoveryKey.label') });
  await expect(key).toHaveText(/^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
  const recoveryKey = await key.innerText();
  await page.getByRole('checkbox', { name: say('vault:recoveryKey.kept') }).check();
  await page.getByRole('button', { name: say('vault:recoveryKey.continue') }).click();
  await expectWorkbench({ page, say });
  return recoveryKey;
}

/** Opens the vault at the lock screen. */
export async function unlock({ page, say }: Screen, passphrase: string): Promise<void> {
  await page.getByLabel(say('vault:unlock.passphrase'), { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: say('vault:unlock.submit'), exact: true }).click();
  await expectWorkbench({ page, say });
}

/** Sees the frame of an unlocked workbench. */
export async function expectWorkbench({ page, say }: Screen): Promise<void> {
  await expect(page.getByRole('navigation', { name: say('app:region.activities') })).toBeVisible();
}

/** Chooses an activity on the left. */
export async function showActivity({ page, say }: Screen, activity: string): Promise<void> {
  await page
    .getByRole('navigation', { name: say('app:region.activities') })
    .getByRole('button', { name: say(`app:activity.${activity}`) })
    .click();
}

/** The work area of the dock. */
export function dock({ page, say }: Screen): Locator {
  return page.getByRole('main', { name: say('app:region.dock') });
}

/** The list beside the work area. */
export function sideList({ page, say }: Screen, activity: string): Locator {
  return page.getByRole('complementary', {
    name: say('app:region.side', { activity: say(`app:activity.${activity}`) }),
  });
}

/** Runs a command by its name in the palette. */
export async function runCommand({ page, say }: Screen, titleKey: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  const palette = page.getByRole('dialog', { name: say('app:palette.label') });
  await palette.getByRole('combobox').fill(`>${say(titleKey)}`);
  await palette
    .getByRole('option', { name: say(titleKey) })
    .first()
    .click();
  await expect(palette).toBeHidden();
}

/** What a new case is told. */
export interface NewCase {
  title: string;
  priority?: string;
  reporter?: string;
  words?: string;
}

/** Creates a case, makes it the active one, and gives its number. */
export async function createCase(screen: Screen, item: NewCase): Promise<string> {
  const { page, say } = screen;
  await runCommand(screen, 'cases:command.create');
  const dialog = page.getByRole('dialog', { name: say('cases:create.title') });
  await dialog.getByLabel(say('cases:field.title')).fill(item.title);
  if (item.priority)
    await dialog.getByLabel(say('cases:field.priority')).selectOption(item.priority);
  if (item.reporter)
    await dialog.getByLabel(say('cases:field.reporter'), { exact: true }).fill(item.reporter);
  if (item.words) await dialog.getByLabel(say('cases:field.reportedWords')).fill(item.words);
  await dialog.getByRole('button', { name: say('cases:create.submit') }).click();
  await expect(dialog).toBeHidden();
  await expect(dock(screen).getByRole('heading', { name: item.title })).toBeVisible();
  const active = page.getByRole('banner').getByRole('button', { name: item.title });
  const number = /[0-9A-Z]{2,}-\d{4,}/.exec(await active.innerText())?.[0];
  if (!number) throw new Error('The active case shows no number.');
  return number;
}

/** The text field of an editor, for typing. */
export function editor(screen: Screen, name: string): Locator {
  return dock(screen).getByRole('textbox', { name });
}

/** Types into the editor with this name as a person does, after what is in it. */
export async function typeInto(screen: Screen, name: string, text: string): Promise<void> {
  await editor(screen, name).focus();
  await screen.page.keyboard.press('Control+End');
  await screen.page.keyboard.type(text);
}

/** Adds a note to the case on the screen and types it. */
export async function writeNote(screen: Screen, text: string): Promise<void> {
  const { page, say } = screen;
  await page
    .getByRole('button', { name: say('cases:note.create') })
    .first()
    .click();
  await typeInto(screen, say('cases:note.editor', { title: say('cases:note.first') }), text);
  await expect(dock(screen).getByText(say('cases:note.saved'), { exact: true })).toBeVisible();
}

/** Chooses one of a few that stand side by side. */
export async function choose(scope: Locator, group: string, option: string): Promise<void> {
  await scope.getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click();
}

function textField(scope: Locator, name: string): Locator {
  return scope.getByRole('textbox', { name, exact: true });
}

/** A system and where it belongs. */
export interface NewSystem {
  customer: string;
  name: string;
  environment?: 'production' | 'test' | 'development';
}

/** Creates a system by its dialog and sees its page. */
export async function createSystem(screen: Screen, system: NewSystem): Promise<void> {
  const { page, say } = screen;
  await runCommand(screen, 'systems:command.create');
  const dialog = page.getByRole('dialog', { name: say('systems:create.title') });
  await dialog
    .getByRole('combobox', { name: say('systems:field.customer'), exact: true })
    .fill(system.customer);
  await textField(dialog, say('systems:create.name')).fill(system.name);
  await choose(
    dialog,
    say('systems:field.environment'),
    say(`systems:environment.${system.environment ?? 'production'}`),
  );
  await dialog.getByRole('button', { name: say('systems:create.submit'), exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(dock(screen).getByRole('heading', { name: system.name, exact: true })).toBeVisible();
}

/** Opens the form of a new endpoint of the system on the screen. */
async function addEndpoint(screen: Screen, kind: string): Promise<Locator> {
  const { page, say } = screen;
  await dock(screen)
    .getByRole('button', { name: say('systems:endpoint.add'), exact: true })
    .click();
  await page.getByRole('menuitem', { name: say(`systems:kind.${kind}`), exact: true }).click();
  return dock(screen).getByRole('form', { name: say(`systems:add.${kind}`) });
}

async function saveEndpoint(screen: Screen, form: Locator, name: string): Promise<void> {
  await form.getByRole('button', { name: screen.say('systems:form.save'), exact: true }).click();
  await expect(form).toBeHidden();
  await expect(endpointRow(screen, name)).toBeVisible();
}

/** The line of an endpoint on the page of its system. */
export function endpointRow(screen: Screen, name: string): Locator {
  return dock(screen)
    .getByRole('listitem')
    .filter({ has: screen.page.getByText(name, { exact: true }) });
}

async function fillPassword({ page, say }: Screen, form: Locator, label: string, password: string) {
  await form
    .getByRole('combobox', { name: label, exact: true })
    .selectOption({ label: say('systems:secret.storeNew') });
  await form
    .getByLabel(say('systems:secret.value'))
    .and(page.locator('input[type=password]'))
    .fill(password);
}

/** How to log in to an SSH host. */
export interface SshLogin {
  name: string;
  host: string;
  port: number;
  user: string;
  password?: string | undefined;
  key?: { path: string; passphrase: string | undefined };
}

/** Adds an SSH host to the system on the screen. */
export async function addSshHost(screen: Screen, login: SshLogin): Promise<void> {
  const { say } = screen;
  const form = await addEndpoint(screen, 'ssh');
  await textField(form, say('systems:field.name')).fill(login.name);
  await textField(form, say('systems:field.host')).fill(login.host);
  await textField(form, say('systems:field.port')).fill(String(login.port));
  await textField(form, say('systems:field.username')).fill(login.user);
  if (login.key) {
    await choose(form, say('systems:field.auth'), say('systems:auth.key'));
    await textField(form, say('systems:field.identityPath')).fill(login.key.path);
    if (login.key.passphrase)
      await fillPassword(screen, form, say('systems:field.passphrase'), login.key.passphrase);
  } else if (login.password) {
    await fillPassword(screen, form, say('systems:field.password'), login.password);
  }
  await saveEndpoint(screen, form, login.name);
}

/** Adds a log on the system's first SSH host. */
export async function addLog(screen: Screen, name: string, path: string): Promise<void> {
  const { say } = screen;
  const form = await addEndpoint(screen, 'log');
  await textField(form, say('systems:field.name')).fill(name);
  await textField(form, say('systems:field.path')).fill(path);
  await saveEndpoint(screen, form, name);
}

/** Where a database is and how to log in. */
export interface DatabaseLogin {
  name: string;
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** Through the system's first SSH host instead of directly. */
  tunnel: boolean;
  /** PostgreSQL without it. */
  dialect?: Dialect;
}

/** Adds a database to the system on the screen. */
export async function addDatabase(screen: Screen, login: DatabaseLogin): Promise<void> {
  const { say } = screen;
  const form = await addEndpoint(screen, 'database');
  await textField(form, say('systems:field.name')).fill(login.name);
  if (login.dialect)
    await form
      .getByRole('combobox', { name: say('systems:field.dialect'), exact: true })
      .selectOption(login.dialect);
  if (!login.tunnel)
    await form
      .getByRole('combobox', { name: say('systems:field.via'), exact: true })
      .selectOption({ label: say('systems:direct') });
  await textField(form, say('systems:field.host')).fill(login.host);
  await textField(form, say('systems:field.port')).fill(String(login.port));
  await textField(form, say('systems:field.username')).fill(login.user);
  await textField(form, say('systems:field.database')).fill(login.database);
  await fillPassword(screen, form, say('systems:field.password'), login.password);
  await saveEndpoint(screen, form, login.name);
}

/** Sees the unknown host key of a server with its fingerprint, and trusts it. */
export async function trustHostKey(screen: Screen, fingerprint: string): Promise<void> {
  const question = dock(screen).getByRole('alert').filter({ hasText: fingerprint });
  await expect(question).toContainText(screen.say('ssh:unknown.safe'));
  await question.getByRole('button', { name: screen.say('ssh:unknown.trust') }).click();
}

/** Opens a log from the page of its system. */
export async function openLog(screen: Screen, name: string): Promise<void> {
  await endpointRow(screen, name)
    .getByRole('button', { name: screen.say('systems:endpoint.openLog') })
    .click();
}

/** The lines of an open log. */
export function logLines({ page, say }: Screen, name: string): Locator {
  return page.getByRole('grid', { name: say('logs:page.list', { name }), exact: true });
}

/** One line of a log, by a part of its text. */
export function logLine(screen: Screen, name: string, text: string): Locator {
  return logLines(screen, name).getByRole('row').filter({ hasText: text });
}

/** Filters the log on the screen for a text, by the keys of its search field. */
export async function keepHits({ page, say }: Screen, text: string): Promise<void> {
  await page.getByRole('textbox', { name: say('logs:search.label'), exact: true }).fill(text);
  await page.keyboard.press('Control+Enter');
  await expect(
    page.getByRole('button', { name: say('ui:chip.remove', { filter: text }) }),
  ).toBeVisible();
}

/** Puts what is selected into the active case with E, and sees it named. */
export async function addEvidence(screen: Screen, label: string, number: string): Promise<void> {
  const { page, say } = screen;
  await page.keyboard.press('e');
  await expect(
    page
      .getByRole('list', { name: say('ui:toast.region') })
      .getByText(say('app:evidence.added', { label, number })),
  ).toBeVisible();
}

/** Opens the console of a database from the page of its system. */
export async function openConsole(screen: Screen, name: string): Promise<void> {
  await endpointRow(screen, name)
    .getByRole('button', { name: screen.say('systems:endpoint.openConsole') })
    .click();
}

/** Replaces the statement of the console on the screen. */
export async function typeStatement(screen: Screen, sql: string): Promise<void> {
  const { page, say } = screen;
  await editor(screen, say('queries:console.editor')).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(sql);
}

/** Saves the statement of the console on the screen under a new name. */
export async function saveQuery({ page, say }: Screen, name: string): Promise<void> {
  await page.getByRole('button', { name: say('queries:console.save'), exact: true }).click();
  const dialog = page.getByRole('dialog', { name: say('queries:save.title') });
  await textField(dialog, say('queries:save.name')).fill(name);
  await dialog.getByRole('button', { name: say('queries:save.submit'), exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Opens a saved query in a console of its own. */
export async function openSavedQuery(screen: Screen, name: string): Promise<void> {
  await showActivity(screen, 'queries');
  await sideList(screen, 'queries')
    .getByRole('tree', { name: screen.say('queries:side.saved') })
    .getByRole('treeitem', { name })
    .click();
}

/** Runs the statement of the console on the screen. */
export async function runStatement({ page, say }: Screen): Promise<void> {
  await page.getByRole('button', { name: say('queries:console.run'), exact: true }).click();
}

/** The result grid of a console, or of a kept result. */
export function resultGrid({ page, say }: Screen, name: string): Locator {
  return page.getByRole('grid', { name: say('queries:result.grid', { name }), exact: true });
}

/** Brings a tab of the dock to the front. */
export async function openTab({ page }: Screen, name: string): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${name}($|,)`) }).click();
}

/** Opens evidence of the case on the screen from its timeline. */
export async function openEvidence(screen: Screen, label: string): Promise<void> {
  const { say } = screen;
  await dock(screen)
    .getByRole('list', { name: say('cases:timeline.title') })
    .getByRole('button', {
      name: new RegExp(`^${say('cases:evidence.open', { label, title: '' })}`),
    })
    .click();
}
