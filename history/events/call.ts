import { z } from 'zod';
import { base, count, name } from './base.ts';

/** `call` numbers the harness's calls; its second event says how it ended. */
const client = { ...base, source: z.literal('client'), call: count, operation: name };

export const callInvoke = z.strictObject({
  ...client,
  type: z.literal('call.invoke'),
  request: z.record(z.string(), z.unknown()),
});
/** The scheduler said yes. */
export const callOk = z.strictObject({ ...client, type: z.literal('call.ok'), response: z.unknown() });
/** The scheduler said no: it did not happen. */
export const callFail = z.strictObject({ ...client, type: z.literal('call.fail'), reason: name });
/** Nobody knows: no answer in time, or the connection broke after sending. It may have happened. */
export const callInfo = z.strictObject({ ...client, type: z.literal('call.info'), reason: name });
