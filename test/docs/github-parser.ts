import { registerHooks } from 'node:module';

/** GitHub's own parser imports JSON as bundlers let it; Node wants the import to say so. */
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');

/** @returns what GitHub's parser says of a workflow: keywords, kinds of values, times, jobs, and the functions and contexts of expressions. */
export async function parserProblems(text: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow', content: text }, new NoOperationTraceWriter());
  // What is not found before converting is kept in the same place.
  if (value) await convertWorkflowTemplate(context, value);
  return [...new Set(context.errors.getErrors().map(({ message }) => message))];
}
