import { caseTransitions, type Case, type CaseDetail } from '../../contract/cases';
import { AppError } from '../../contract/errors';
import type { Inputs } from '../../contract/index';
import { newId } from '../../kit/ids';
import type { Json, Op } from '../../kit/journal';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import type { SettingsService } from '../settings/index';
import type { SystemsService } from '../systems/index';
import { CasesStore, timelineOp } from './store';
import type { NotesService } from './notes';

/** View state of this device under which the active case stands; it is never synced. */
const activeKey = 'cases.active';

/** What a case's system is called, from the customer down. */
export interface CasePlace {
  customer: string;
  site: string;
  system: string;
  environment: string;
  platform: string;
  version: string;
}

/** Incidents: number, status, reporter's words, and which one is active on this device. */
export class CasesService {
  readonly store: CasesStore;
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  private readonly systems: SystemsService;
  private readonly settings: SettingsService;
  private readonly notes: NotesService;

  constructor(
    profile: OpenProfile,
    events: EventHub,
    systems: SystemsService,
    settings: SettingsService,
    notes: NotesService,
  ) {
    this.profile = profile;
    this.events = events;
    this.systems = systems;
    this.settings = settings;
    this.notes = notes;
    this.store = new CasesStore(profile.db, profile.journal);
  }

  /** Cases with every word in number, title, words, reporter, notes, or names of system, site, customer. */
  list(text = '', openOnly = false): Case[] {
    const words = text.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) return this.store.list([], openOnly);
    const names = this.systemNames();
    return this.store.list(
      words.map((word) => ({
        word,
        systemIds: names
          .filter(({ text: name }) => name.includes(word.toLowerCase()))
          .map(({ id }) => id),
      })),
      openOnly,
    );
  }

  /** A case by its id or its number. @throws AppError `cases.not-found` {id} */
  case(idOrNumber: string): Case {
    const found = this.store.find(idOrNumber.trim());
    if (!found) throw new AppError('cases.not-found', { id: idOrNumber });
    return found;
  }

  /** A case with everything that belongs to it. @throws AppError `cases.not-found` {id} */
  detail(idOrNumber: string): CaseDetail {
    const found = this.case(idOrNumber);
    return {
      case: found,
      notes: this.notes.notes(found.id),
      evidence: this.store.evidenceOf(found.id),
      timeline: this.store.timeline(found.id),
    };
  }

  /** Where a case's system stands, or null when it names none. */
  place(found: Case): CasePlace | null {
    if (found.systemId === null) return null;
    const system = this.systems.system(found.systemId);
    const site = this.systems.site(system.siteId);
    const { environment, platform, version } = system;
    return {
      customer: this.systems.customer(site.customerId).name,
      site: site.name,
      system: system.name,
      environment,
      platform,
      version,
    };
  }

  /** Opens a case; its number is taken in the same transaction, so it is unique and has no gaps. */
  create(input: Inputs['cases']['create']): Case {
    const { title, priority = 'P3', systemId = null, reportedWords = '', reporter = '' } = input;
    const id = newId();
    requireTitle(title);
    if (systemId !== null) this.systems.system(systemId);
    this.profile.journal.commit((at) => {
      let number = this.profile.journal.takeCaseNumber();
      // Another device may have had this prefix, and its cases have arrived here.
      while (this.store.find(number)) number = this.profile.journal.takeCaseNumber();
      const fields: Record<string, Json> = {
        number,
        title: title.trim(),
        systemId,
        priority,
        status: 'new',
        reportedWords,
        reporter,
        createdAt: at,
      };
      return [
        { kind: 'create', entity: 'incident', id, fields },
        timelineOp(id, at, 'created', { number }),
      ];
    });
    this.events.changed('cases', id);
    return this.case(id);
  }

  /**
   * Changes fields of a case. A status moves only where {@link caseTransitions} lets it,
   * and the reporter's own words stay as they were first saved.
   *
   * @throws AppError `cases.not-found`, `cases.transition` {from, to}, `cases.words-final` {number}
   */
  update(input: Inputs['cases']['update']): Case {
    const { id } = input;
    if (input.title !== undefined) requireTitle(input.title);
    if (typeof input.systemId === 'string') this.systems.system(input.systemId);
    this.profile.journal.commit((at) => {
      const current = this.case(id);
      const changed = changesOf(current, input);
      if ('status' in changed && !caseTransitions[current.status].includes(input.status ?? 'new'))
        throw new AppError('cases.transition', { from: current.status, to: input.status ?? '' });
      if ('reportedWords' in changed && current.reportedWords !== '')
        throw new AppError('cases.words-final', { number: current.number });
      if (Object.keys(changed).length === 0) return [];
      const change: Op = { kind: 'set', entity: 'incident', id, fields: changed };
      return [change, ...history(current, changed, at)];
    });
    this.events.changed('cases', id);
    return this.case(id);
  }

  /** The case that evidence goes to on this device, or null. */
  active(): Case | null {
    const id = this.settings.viewState(activeKey);
    return id ? this.store.find(id) : null;
  }

  /** @throws AppError `cases.not-found` */
  setActive(id: string | null): void {
    this.settings.setViewState(activeKey, id === null ? '' : this.case(id).id);
    this.events.changed('cases', id);
  }

  private systemNames(): { id: string; text: string }[] {
    const { customers, sites, systems } = this.systems.inventory(true);
    const siteById = new Map(sites.map((site) => [site.id, site]));
    const customerById = new Map(customers.map((customer) => [customer.id, customer]));
    return systems.map((system) => {
      const site = siteById.get(system.siteId);
      const customer = customerById.get(site?.customerId ?? '');
      return {
        id: system.id,
        text: [customer?.name, site?.name, system.name].join('\n').toLowerCase(),
      };
    });
  }
}

function requireTitle(title: string): void {
  if (title.trim() === '') throw new AppError('wire.bad-input', { detail: 'title' });
}

const editable = ['title', 'priority', 'status', 'systemId', 'reporter', 'reportedWords'] as const;

type Changes = Partial<Record<(typeof editable)[number], string | null>>;

function changesOf(current: Case, input: Inputs['cases']['update']): Changes {
  const changed: Changes = {};
  for (const field of editable) {
    const value = input[field];
    if (value !== undefined && value !== current[field]) changed[field] = value;
  }
  return changed;
}

/** Lines of the history for a change: status and priority tell from and to, the rest only what was edited. */
function history(current: Case, changed: Changes, at: number): Op[] {
  const moves = (['status', 'priority'] as const).filter((field) => field in changed);
  const others = Object.keys(changed).filter((field) => field !== 'status' && field !== 'priority');
  return [
    ...moves.map((field) =>
      timelineOp(current.id, at, field, { from: current[field], to: changed[field] ?? '' }),
    ),
    ...(others.length === 0
      ? []
      : [timelineOp(current.id, at, 'edited', { fields: others.join(', ') })]),
  ];
}
