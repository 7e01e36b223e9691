/** Two rates to be told apart: 0 ≤ `absentBelow` < `presentAbove` ≤ 1. */
export interface SequentialTest {
  /** At this rate or a smaller one it is to be called absent. */
  readonly absentBelow: number;
  /** At this rate or a greater one it is to be called present. */
  readonly presentAbove: number;
  /** Greatest probability of either being called the other. */
  readonly risk: number;
}

export type SequentialAnswer = 'present' | 'absent' | 'open';

/**
 * The logarithm of how much likelier `seen` of `seen + unseen` are at `presentAbove` than at `absentBelow`; ±∞ where only one of the rates allows
 * them. Of none: 0.
 */
export function logLikelihoodRatio(
  { absentBelow, presentAbove }: SequentialTest,
  seen: number,
  unseen: number,
): number {
  // 0 of something that is impossible has happened: that says nothing, and 0 · ∞ would say "not a number".
  const ofSeen = seen === 0 ? 0 : seen * Math.log(presentAbove / absentBelow);
  const ofUnseen = unseen === 0 ? 0 : unseen * Math.log((1 - presentAbove) / (1 - absentBelow));
  return ofSeen + ofUnseen;
}

/**
 * What so many answers say where none said it before: one step of Wald's sequential probability ratio test (A. Wald, "Sequential tests of
 * statistical hypotheses", Ann. Math. Statist. 16 (1945)). Its bounds are 1/risk and risk in place of Wald's (1 − risk)/risk and its inverse: those keep
 * each error only to risk/(1 − risk), these to the risk itself (Ville's inequality for the likelihood ratio and its inverse).
 * @throws RangeError where `test` is none.
 */
export function answerAt(test: SequentialTest, seen: number, unseen: number): SequentialAnswer {
  const { absentBelow, presentAbove, risk } = test;
  if (!(absentBelow >= 0 && absentBelow < presentAbove && presentAbove <= 1))
    throw new RangeError(`no rate lies between ${absentBelow} and ${presentAbove}, or one of them is none`);
  if (!(risk > 0 && risk < 0.5)) throw new RangeError(`a risk of ${risk} is none, or a guess is as good`);
  const ratio = logLikelihoodRatio(test, seen, unseen);
  if (ratio >= -Math.log(risk)) return 'present';
  return ratio <= Math.log(risk) ? 'absent' : 'open';
}

/**
 * Whether something is there, from runs in the order in which they were made: true where one saw it. The first answer stands, whatever comes after it: that is
 * what lets whoever asks stop there, and what the risk is of. In between the two rates either answer may come, or none for long.
 * @returns the answer, and after how many runs it came; all of them where it is open.
 * @throws RangeError where `test` is none.
 */
export function decide(
  test: SequentialTest,
  answers: readonly boolean[],
): { readonly answer: SequentialAnswer; readonly after: number } {
  let [seen, unseen] = [0, 0];
  let answer = answerAt(test, seen, unseen);
  for (const each of answers) {
    if (answer !== 'open') break;
    if (each) seen += 1;
    else unseen += 1;
    answer = answerAt(test, seen, unseen);
  }
  return { answer, after: seen + unseen };
}
