import type { Finding } from '../../checkers/finding.ts';
import type { Clues } from '../../checkers/signature.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { StoredPlan } from './schemas.ts';

/**
 * What signs a verdict's findings without its history, which may be long. Tasks are known by the plan's names that begin the findings' sentences.
 * Faults are those with a receipt; when each began is not known, so that one that began after a finding counts among those before it.
 */
export function cluesOfVerdict({ violations, doubts, notes, coverage }: Verdict, plan: StoredPlan): Clues {
  const names = [...plan.workflows, ...plan.subWorkflows].flatMap(({ tasks }) => tasks.map(({ name }) => name));
  const held = new Set(coverage.faults.filter(({ effective }) => effective).map(({ fault }) => fault));
  return {
    taskNames: new Map(
      [...violations, ...doubts, ...notes].flatMap((finding) => {
        const name = names.find((each) => isAbout(finding, each));
        return finding.task === undefined || name === undefined ? [] : [[finding.task, name] as const];
      }),
    ),
    struck: plan.faults
      .filter(({ fault }) => held.has(fault))
      .map(({ strike }) => ({ kind: strike.kind, at: Number.NEGATIVE_INFINITY })),
  };
}

/** A name has no space and no colon in it: `workflow 24, task next: execution A …`. */
function isAbout({ workflow, sentence }: Finding, name: string): boolean {
  const head = `workflow ${workflow}, task ${name}`;
  return sentence.startsWith(head) && /^(?:[ :,]|$)/.test(sentence.slice(head.length));
}
