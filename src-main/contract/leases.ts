import { nothing, oc, timeSchema, z } from './common';

/** A recurring job that one process on the profile does for all. */
export const leaseSchema = z.object({
  /** `schedules`, `tail:<endpoint>`, … */
  name: z.string(),
  /** This process has it. */
  mine: z.boolean(),
  pid: z.number().int(),
  face: z.enum(['desktop', 'browser', 'cli']),
  since: timeSchema,
  /** What the owner says of its work, as JSON. */
  state: z.string(),
});
export type Lease = z.infer<typeof leaseSchema>;

export const leases = {
  list: oc.input(nothing).output(z.array(leaseSchema)),
};
