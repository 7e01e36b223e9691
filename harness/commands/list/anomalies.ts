import { catalogue } from '../../../checkers/catalogue.ts';
import { promisesAgainst } from '../../../checkers/contract.ts';
import { anomalies } from '../../../checkers/finding.ts';
import type { AddCommand } from '../command.ts';
import { printList } from './print.ts';

export const listAnomalies: AddCommand = (list) => {
  list
    .command('anomalies')
    .description('what checkers look for, and which promises it breaks')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: true }) => {
      const all = anomalies.map((anomaly) => ({ anomaly, ...catalogue[anomaly], breaks: promisesAgainst(anomaly) }));
      printList(
        all,
        json,
        ({ anomaly, what, breaks }) => ({ name: anomaly, short: [`breaks ${breaks.join(', ')}`], about: [what] }),
        'More of one: ./doublerun explain <anomaly>',
      );
    });
};
