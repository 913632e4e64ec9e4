import { done, nothing, oc, z } from './common';

/**
 * Settings are data: type, default and section stand here once; page, validation
 * and storage follow. Labels are the i18n keys `settings.item.<key>.label|help`.
 */
export type SettingDefinition =
  | { type: 'choice'; section: SettingSection; default: string; choices: readonly string[] }
  | { type: 'boolean'; section: SettingSection; default: boolean }
  | {
      type: 'number';
      section: SettingSection;
      default: number;
      min: number;
      max: number;
      step: number;
      unit: string | null;
    }
  | { type: 'text'; section: SettingSection; default: string; maxLength: number };

export const settingSections = [
  'appearance',
  'security',
  'logs',
  'queries',
  'terminals',
  'identity',
] as const;
export type SettingSection = (typeof settingSections)[number];

export const settingDefinitions = {
  language: {
    type: 'choice',
    section: 'appearance',
    default: 'system',
    choices: ['system', 'zh-CN', 'en'],
  },
  theme: {
    type: 'choice',
    section: 'appearance',
    default: 'system',
    choices: ['system', 'dark', 'light', 'contrast'],
  },
  zoom: {
    type: 'number',
    section: 'appearance',
    default: 100,
    min: 75,
    max: 200,
    step: 5,
    unit: '%',
  },
  engineer: { type: 'text', section: 'identity', default: '', maxLength: 100 },
  lockAfterMinutes: {
    type: 'number',
    section: 'security',
    default: 0,
    min: 0,
    max: 480,
    step: 5,
    unit: 'min',
  },
  logTailLines: {
    type: 'number',
    section: 'logs',
    default: 1000,
    min: 0,
    max: 100000,
    step: 100,
    unit: null,
  },
  /** Whether what was followed stays on this machine when its tail closes. */
  logKeepCaptures: { type: 'boolean', section: 'logs', default: true },
  /** What all captures together may take on the disk. */
  logCaptureQuota: {
    type: 'number',
    section: 'logs',
    default: 20,
    min: 1,
    max: 2000,
    step: 1,
    unit: 'GB',
  },
  logWrap: { type: 'boolean', section: 'logs', default: false },
  queryTimeoutSeconds: {
    type: 'number',
    section: 'queries',
    default: 30,
    min: 1,
    max: 3600,
    step: 1,
    unit: 's',
  },
  queryMaxRows: {
    type: 'number',
    section: 'queries',
    default: 1000000,
    min: 1,
    max: 10000000,
    step: 1000,
    unit: null,
  },
  terminalFontSize: {
    type: 'number',
    section: 'terminals',
    default: 13,
    min: 8,
    max: 32,
    step: 1,
    unit: 'px',
  },
  terminalScrollback: {
    type: 'number',
    section: 'terminals',
    default: 10000,
    min: 100,
    max: 200000,
    step: 1000,
    unit: null,
  },
  terminalCopyOnSelect: { type: 'boolean', section: 'terminals', default: false },
  /** Hosts that are not production hosts; those are always recorded. */
  terminalRecord: { type: 'boolean', section: 'terminals', default: true },
  terminalScreenReader: { type: 'boolean', section: 'terminals', default: false },
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof settingDefinitions;
export type SettingValue = string | number | boolean;
export type Settings = {
  [K in SettingKey]: (typeof settingDefinitions)[K]['type'] extends 'boolean'
    ? boolean
    : (typeof settingDefinitions)[K]['type'] extends 'number'
      ? number
      : string;
};

export const settingKeys = Object.keys(settingDefinitions) as SettingKey[];
export const settingKeySchema = z.enum(settingKeys as [SettingKey, ...SettingKey[]]);
export const settingValueSchema = z.union([z.string(), z.number(), z.boolean()]);

/** Whether a value fits its setting's definition. */
export function acceptsSetting(key: SettingKey, value: SettingValue): boolean {
  const definition: SettingDefinition = settingDefinitions[key];
  switch (definition.type) {
    case 'choice':
      return typeof value === 'string' && definition.choices.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        value >= definition.min &&
        value <= definition.max
      );
    case 'text':
      return typeof value === 'string' && value.length <= definition.maxLength;
  }
}

/** All settings at their defaults. */
export function defaultSettings(): Settings {
  return Object.fromEntries(
    settingKeys.map((key) => [key, settingDefinitions[key].default]),
  ) as unknown as Settings;
}

export const settings = {
  /** Every setting with its value; those never set have their default. */
  all: oc.input(nothing).output(z.record(z.string(), settingValueSchema)),
  set: oc.input(z.object({ key: settingKeySchema, value: settingValueSchema })).output(done),
  /** View state of this device: dock layout, widths, drafts. JSON of at most 1 MB. */
  viewState: oc
    .input(z.object({ key: z.string().max(200) }))
    .output(z.object({ value: z.string().nullable() })),
  setViewState: oc
    .input(z.object({ key: z.string().max(200), value: z.string().max(1_000_000) }))
    .output(done),
};
