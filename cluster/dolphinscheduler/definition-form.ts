import type { TaskDefinition, WorkflowDefinition } from './family.ts';
import type { Word } from './tables.ts';

/** What of a definition depends on the version. */
export interface DefinitionDialect {
  readonly word: Word;
  /** Where a workflow's tenant is named: in its definition (3.1), or whenever it is started (3.2+). */
  readonly tenantIn: 'definition' | 'start';
  /** What every task has beside what all versions know. */
  readonly taskExtras: Readonly<Record<string, unknown>>;
}

export function definitionForm(
  { name, tenant, tasks }: WorkflowDefinition,
  dialect: DefinitionDialect,
): Record<string, string> {
  return {
    name,
    description: '',
    globalParams: '[]',
    timeout: '0',
    executionType: 'PARALLEL',
    ...(dialect.tenantIn === 'definition' ? { tenantCode: tenant } : {}),
    locations: JSON.stringify(tasks.map((task, index) => ({ taskCode: task.code, x: 100 + 200 * index, y: 100 }))),
    taskRelationJson: JSON.stringify(tasks.flatMap(relations)),
    taskDefinitionJson: JSON.stringify(tasks.map((task) => taskDefinition(task, dialect))),
  };
}

/** One row a predecessor; a task without any has one from 0, the root. */
function relations({ code: task, after }: TaskDefinition): object[] {
  return (after.length > 0 ? after : [0]).map((before) => ({
    name: '',
    preTaskCode: before,
    preTaskVersion: 0,
    postTaskCode: task,
    postTaskVersion: 0,
    conditionType: 'NONE',
    conditionParams: {},
  }));
}

function taskDefinition(
  { code: task, name, work, retries, delayMinutes }: TaskDefinition,
  { word, taskExtras }: DefinitionDialect,
): object {
  return {
    code: task,
    name,
    version: 0,
    description: '',
    // Minutes.
    delayTime: delayMinutes,
    // SubProcessParameters and SUB_PROCESS until 3.2, SubWorkflowParameters and SUB_WORKFLOW since.
    taskType: 'script' in work ? 'SHELL' : `SUB_${word.toUpperCase()}`,
    taskParams: {
      localParams: [],
      ...('script' in work ? { rawScript: work.script } : { [`${word}DefinitionCode`]: work.runs }),
      resourceList: [],
    },
    flag: 'YES',
    taskPriority: 'MEDIUM',
    workerGroup: 'default',
    environmentCode: -1,
    failRetryTimes: retries,
    // Minutes. None: the master submits the retry as it handles the failure (3.1.1: TaskInstance.retryTaskIntervalOverTime), and a run need not wait.
    failRetryInterval: 0,
    timeoutFlag: 'CLOSE',
    timeoutNotifyStrategy: null,
    timeout: 0,
    taskGroupId: 0,
    taskGroupPriority: 0,
    cpuQuota: -1,
    memoryMax: -1,
    taskExecuteType: 'BATCH',
    ...taskExtras,
  };
}
