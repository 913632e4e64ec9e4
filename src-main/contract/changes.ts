import {
  environmentSchema,
  idSchema,
  lineSchema,
  nothing,
  oc,
  textSchema,
  timeSchema,
  z,
} from './common';

/**
 * What somebody wants to change on customers' systems. One gate stands before everything
 * that changes state: runbooks now, the query console's write mode next; the full change
 * request comes behind the same gate. Terminals are outside it and recorded instead.
 */
export const changeTargetSchema = z.object({
  /** Host or database as people name it: this is what must be typed. */
  name: z.string(),
  environment: environmentSchema,
});
export type ChangeTarget = z.infer<typeof changeTargetSchema>;

/** What a person states to be let through. */
export const changeStatementSchema = z.object({
  reason: textSchema.default(''),
  /** Number of the change request, as the customer's process names it. */
  changeId: lineSchema.default(''),
  /** Names of the targets as the person typed them. */
  typedNames: z.array(lineSchema).default([]),
});
export type ChangeStatement = z.infer<typeof changeStatementSchema>;

/** A change that was let through. */
export const changePermitSchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** What is done, e.g. the name and version of a runbook. */
  action: z.string(),
  targets: z.array(changeTargetSchema),
  reason: z.string(),
  changeId: z.string(),
});
export type ChangePermit = z.infer<typeof changePermitSchema>;

/** What still is missing before a change may start. */
export type ChangeLack =
  { kind: 'reason' } | { kind: 'change-id' } | { kind: 'name'; name: string };

/**
 * The rule of the gate: a reason always; for production also every host's name typed. Without
 * a person at the screen (`unattended`: command line, schedule) names cannot be typed and a
 * change number stands in for them.
 *
 * @param strict number, reason and every name are needed wherever it is: writing into a database
 * @returns what is missing; nothing when the change may start
 */
export function changeLacks(
  targets: readonly ChangeTarget[],
  statement: ChangeStatement,
  unattended: boolean,
  strict = false,
): ChangeLack[] {
  if (unattended) return statement.changeId.trim() === '' ? [{ kind: 'change-id' }] : [];
  const lacks: ChangeLack[] = statement.reason.trim() === '' ? [{ kind: 'reason' }] : [];
  if (strict && statement.changeId.trim() === '') lacks.push({ kind: 'change-id' });
  const typed = new Set(statement.typedNames.map((name) => name.trim()));
  for (const { name, environment } of targets)
    if ((strict || environment === 'production') && !typed.has(name))
      lacks.push({ kind: 'name', name });
  return lacks;
}

export const changes = {
  /** Changes that were let through, newest first. */
  permits: oc.input(nothing).output(z.array(changePermitSchema)),
};
