import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';

/** UUIDv7 of an entity. */
export const idSchema = z.uuid();
/** UTC milliseconds since 1970, as the device clock shows them. */
export const timeSchema = z.number().int();
/** Lower-case hexadecimal SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** Text a person types into a one-line field. */
export const lineSchema = z.string().max(1000);
/** Longer free text: remarks, reporter's words. */
export const textSchema = z.string().max(1_000_000);

export const platforms = [
  'oracle-db',
  'sqlserver',
  'mysql',
  'postgresql',
  'hana',
  'sap',
  'oracle-ebs',
  'yonyou',
  'kingdee',
  'weblogic',
  'tomcat',
  'jvm',
  'iis',
  'nginx',
  'os-linux',
  'os-windows',
] as const;
export const platformSchema = z.enum(platforms);
export type Platform = z.infer<typeof platformSchema>;

export const environments = ['production', 'test', 'development'] as const;
export const environmentSchema = z.enum(environments);
export type Environment = z.infer<typeof environmentSchema>;

export const byId = z.object({ id: idSchema });
export const nothing = z.object({}).optional();
export const done = z.object({ ok: z.literal(true) });

/** A credited stream: see wire/credit.ts. Every long stream has this frame. */
export function stream<T extends z.ZodType>(item: T) {
  return eventIterator(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('open'), stream: z.string() }),
      z.object({ type: z.literal('batch'), seq: z.number().int(), items: z.array(item) }),
    ]),
  );
}

/** A frame of a credited stream on the wire. */
export type StreamFrame<T> =
  { type: 'open'; stream: string } | { type: 'batch'; seq: number; items: T[] };

export { eventIterator, oc, z };
