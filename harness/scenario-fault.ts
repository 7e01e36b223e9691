import { z } from 'zod';
import { neighbours, ways } from '../cluster/topology.ts';
import { choiceOf, millisecondQuantity, nameSchema, quantity, quantityOf, seconds } from './scenario-values.ts';
import { directions, failpointActions, points } from './strikes.ts';
import { sightings, taskStages } from './trigger-words.ts';

const faultSteps = ['begun', 'effective', 'healed'] as const;

/** When something is to be done: so long after an occasion; without one, after the workflows were started. */
const trigger = z
  .strictObject({
    task: nameSchema.optional(),
    /** Of the task; running where absent, and then it must still run when the time has come. */
    is: z.enum(taskStages).optional(),
    seen: z.enum(sightings).optional(),
    fault: nameSchema.optional(),
    /** Of the fault; effective where absent. */
    step: z.enum(faultSteps).optional(),
    plus_seconds: quantity.default(0),
    within_seconds: seconds.default(120),
  })
  .superRefine(({ task, is, seen, fault, step }, context) => {
    const named = Object.entries({ task, seen, fault }).filter(([, value]) => value !== undefined);
    const problem = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    const [first, second] = named.map(([field]) => field);
    if (first && second) problem(second, `a trigger waits for one thing: ${first} or ${second}`);
    if (is && task === undefined) problem('is', 'says where a task is; name the task');
    if (step && fault === undefined) problem('step', 'says where a fault is; name the fault');
  });
export type ScenarioTrigger = z.infer<typeof trigger>;

const common = {
  name: nameSchema,
  target: choiceOf(z.string().min(1)),
  when: trigger,
  /** How long it holds. */
  heal_after_seconds: quantity.optional(),
  /** Or what ends it. */
  heal_when: trigger.optional(),
};
const onLink = { ...common, link: choiceOf(z.enum(neighbours)).default('zookeeper') };

/** Toxiproxy needs a few ms to change its mind. */
const phase = quantityOf(z.number().min(0.1, 'must be at least 0.1').max(3_600));

/** A fault with all that it leaves open. */
export const faultSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('refuse'), ...onLink }),
    z.strictObject({ kind: z.literal('blackhole'), ...onLink }),
    /** `upstream`: what the server sends is swallowed; `downstream`: what it would hear. */
    z.strictObject({
      kind: z.literal('half-open'),
      ...onLink,
      direction: choiceOf(z.enum(directions)).default('upstream'),
    }),
    z.strictObject({ kind: z.literal('reset'), ...onLink }),
    /** Each way. */
    z.strictObject({
      kind: z.literal('latency'),
      ...onLink,
      milliseconds: millisecondQuantity,
      jitter_milliseconds: millisecondQuantity.default(0),
    }),
    z.strictObject({ kind: z.literal('flap'), ...onLink, down_seconds: phase, up_seconds: phase }),
    /** Of two servers that reach each other directly. `to`: what the target sends is dropped; `from`: what it is sent. */
    z.strictObject({
      kind: z.literal('partition'),
      ...common,
      from: choiceOf(z.string().min(1)),
      way: choiceOf(z.enum(ways)).default('both'),
    }),
    z.strictObject({ kind: z.literal('pause'), ...common }),
    z.strictObject({ kind: z.literal('kill'), ...common }),
    z.strictObject({ kind: z.literal('restart'), ...common }),
    z.strictObject({
      kind: z.literal('failpoint'),
      ...common,
      point: choiceOf(z.enum(points)),
      action: z.enum(failpointActions).default('hold'),
      /** Of the action delay. */
      delay_seconds: quantity.optional(),
      /** Only where the server is at this task. */
      task: nameSchema.optional(),
    }),
  ])
  .superRefine((fault, context) => {
    const { heal_after_seconds: after, heal_when: when } = fault;
    if (fault.kind === 'failpoint' && (fault.action === 'delay') !== (fault.delay_seconds !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['delay_seconds'],
        message: 'belongs to the action delay, and to it alone',
      });
    if ((after === undefined) === (when === undefined))
      context.addIssue({
        code: 'custom',
        path: [when ? 'heal_when' : 'heal_after_seconds'],
        message: 'give heal_after_seconds or heal_when, one of the two',
      });
  });
export type ScenarioFault = z.infer<typeof faultSchema>;
