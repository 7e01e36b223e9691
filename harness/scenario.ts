import { z } from 'zod';
import { anomalies } from '../checkers/finding.ts';
import { contractSchema } from '../history/events/run.ts';
import { faultKinds, linkFaultKinds, targets } from './plan-types.ts';

/** Names end up in file names, in shell words and in the scheduler's own JSON. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$/,
    'must be letters, digits, - _ and . (at most 60, the first a letter or digit)',
  );

const seconds = z.number().nonnegative('must not be negative').max(86_400, 'must be at most a day');

/** Seconds, or a range from which the seed draws. */
const quantity = z.union([
  seconds,
  z
    .strictObject({ from: seconds, to: seconds })
    .refine(({ from, to }) => from <= to, { error: '`from` must not be greater than `to`' }),
]);
export type Quantity = z.infer<typeof quantity>;

const cluster = z.strictObject({
  masters: z.int().min(1).max(5).default(2),
  workers: z.int().min(1).max(5).default(2),
  registry_disconnect_strategy: z.enum(['waiting', 'stop']).default('waiting'),
  /** ZooKeeper grants 1 to 120 s here. */
  session_timeout_seconds: z.int().min(1).max(120).default(10),
  /** Workers run tasks as their tenant by sudo, as they do by default. */
  sudo: z.boolean().default(true),
  /** Workers have pstree, without which a kill does not reach a task's children. The official images have none. */
  pstree: z.boolean().default(false),
});

const task = z.strictObject({
  name,
  seconds: quantity,
  after: z.array(name).default([]),
  retries: z.int().min(0).max(10).default(0),
  exit_code: z.int().min(0).max(125).default(0),
});

const workload = z
  .strictObject({ workflows: z.int().min(1).max(50).default(1), tasks: z.array(task).min(1).max(50) })
  .superRefine(({ tasks }, context) => {
    const earlier = new Set<string>();
    for (const [index, { name, after }] of tasks.entries()) {
      if (earlier.has(name)) {
        context.addIssue({ code: 'custom', path: ['tasks', index, 'name'], message: `two tasks are named ${name}` });
      }
      for (const [position, before] of after.entries()) {
        if (earlier.has(before)) continue;
        const message = `${before} is no task listed before ${name}; list tasks in an order in which they can run`;
        context.addIssue({ code: 'custom', path: ['tasks', index, 'after', position], message });
      }
      earlier.add(name);
    }
  });

const fault = z.strictObject({
  name,
  kind: z.enum(faultKinds),
  target: z.enum(targets),
  /** Of a half-open link: what goes this way is swallowed. */
  direction: z.enum(['upstream', 'downstream']).optional(),
  when: z.strictObject({ task: name, runs_for_seconds: quantity.default(0), within_seconds: seconds.default(120) }),
  heal_after_seconds: quantity,
});

/** A scenario file: what somebody wants to try. */
export const scenarioSchema = z
  .strictObject({
    name: name.refine((text) => text !== 'latest', 'must not be latest: that is the link to the newest run'),
    about: z.string().min(1),
    cluster: cluster.prefault({}),
    workload,
    faults: z.array(fault).default([]),
    contract: z.array(contractSchema).min(1),
    grace_seconds: seconds,
    expect: z.strictObject({ anomaly: z.enum(anomalies), task: name.optional() }).optional(),
  })
  .superRefine(({ cluster, faults }, context) => {
    const refuse = (index: number, field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: ['faults', index, field], message });
    for (const [index, { kind, target, direction }] of faults.entries()) {
      const strikesLink = (linkFaultKinds as readonly string[]).includes(kind);
      if (strikesLink && target === 'zookeeper')
        refuse(index, 'target', `${kind} strikes a server's link to ZooKeeper; cut a server`);
      if (direction && kind !== 'half-open') refuse(index, 'direction', `only half-open has a direction, not ${kind}`);
      if (target === 'standby' && cluster.masters < 2)
        refuse(index, 'target', 'one master has no standby; cluster.masters must be 2 or more');
    }
  })
  .superRefine(({ workload: { tasks }, faults, expect }, context) => {
    const known = new Set(tasks.map(({ name }) => name));
    const check = (task: string | undefined, path: (string | number)[]): void => {
      if (task === undefined || known.has(task)) return;
      context.addIssue({
        code: 'custom',
        path,
        message: `there is no task ${task}; tasks are ${[...known].join(', ')}`,
      });
    };
    for (const [index, { when }] of faults.entries()) check(when.task, ['faults', index, 'when', 'task']);
    check(expect?.task, ['expect', 'task']);
    const names = faults.map(({ name }) => name);
    for (const [index, fault] of names.entries()) {
      if (names.indexOf(fault) === index) continue;
      context.addIssue({ code: 'custom', path: ['faults', index, 'name'], message: `two faults are named ${fault}` });
    }
  });
export type Scenario = z.infer<typeof scenarioSchema>;
