import { z } from 'zod';

/** Names end up in file names, in shell words and in the scheduler's own JSON. */
export const nameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$/,
    'must be letters, digits, - _ and . (at most 60, the first a letter or digit)',
  );

/** One version of DolphinScheduler. Folders are named by them. */
export const versionSchema = z.string().regex(/^\d+\.\d+\.\d+[\w.-]{0,20}$/, 'must be a version: 3.1.1');

export const seconds = z.number().nonnegative('must not be negative').max(86_400, 'must be at most a day');

/** A number, or a range from which the seed draws. */
export type Quantity = number | { readonly from: number; readonly to: number };

/** One that each end of must be as `value` says. */
export function quantityOf(value: z.ZodType<number>): z.ZodType<Quantity> {
  const range = z
    .strictObject({ from: value, to: value })
    .refine(({ from, to }) => from <= to, { error: '`from` must not be greater than `to`' });
  return z.union([value, range]);
}

export const quantity = quantityOf(seconds);

/** Milliseconds of delay. */
export const millisecondQuantity = quantityOf(z.int().nonnegative('must not be negative').max(60_000));

/** One of several, drawn by the seed; or the one that is named. */
export type Choice<Value extends string> = Value | { readonly one_of: readonly Value[] };

export function choiceOf<Value extends string>(value: z.ZodType<Value>): z.ZodType<Choice<Value>> {
  return z.union([value, z.strictObject({ one_of: z.array(value).min(1) })]);
}
