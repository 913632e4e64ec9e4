import type { Contact, Environment, Platform, System } from '../../../src-main/contract/index';

/** What stands in the form of a system. */
export interface SystemDraft {
  siteId: string;
  name: string;
  platform: Platform;
  version: string;
  environment: Environment;
  contacts: Contact[];
  remarks: string;
}

export const emptyContact: Contact = { name: '', role: '', phone: '', email: '' };

/** The form of a system that exists. */
export function systemDraftOf(system: System): SystemDraft {
  const { siteId, name, platform, version, environment, contacts, remarks } = system;
  return { siteId, name, platform, version, environment, contacts, remarks };
}

/** What is saved: lines without a word in them fall away, names lose the spaces around them. */
export function savedSystem(draft: SystemDraft): SystemDraft {
  return {
    ...draft,
    name: draft.name.trim(),
    version: draft.version.trim(),
    contacts: draft.contacts
      .map((contact) => ({
        name: contact.name.trim(),
        role: contact.role.trim(),
        phone: contact.phone.trim(),
        email: contact.email.trim(),
      }))
      .filter((contact) => Object.values(contact).some((text) => text !== '')),
  };
}

export interface SystemProblems {
  name?: string;
  /** By position of the contact. */
  contacts: Readonly<Record<number, string>>;
}

/** i18n keys below `systems:invalid` for what keeps the form from being saved. */
export function systemProblems(draft: SystemDraft): SystemProblems {
  const contacts: Record<number, string> = {};
  draft.contacts.forEach((contact, index) => {
    const others = [contact.role, contact.phone, contact.email].some((text) => text.trim() !== '');
    if (contact.name.trim() === '' && others) contacts[index] = 'contactName';
  });
  return { ...(draft.name.trim() === '' ? { name: 'name' } : {}), contacts };
}

/** Whether a form can be saved. */
export function isSavable(problems: SystemProblems): boolean {
  return problems.name === undefined && Object.keys(problems.contacts).length === 0;
}
