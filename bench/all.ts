import type { Bench, Tell } from './bench.ts';
import { campaign } from './campaign.ts';
import { checkers } from './checkers.ts';
import { cluster } from './cluster.ts';
import { gate } from './gate.ts';
import { ledger } from './ledger.ts';

/** Every benchmark, by its name. */
const benches: Readonly<Record<string, Bench>> = { campaign, checkers, cluster, gate, ledger };

/** `npm run bench [-- <name>...]`: each figure is a line `bench <name> <number> <unit>`. */
const tell: Tell = (name, number, unit) => {
  const shown = Number.isInteger(number) ? String(number) : number.toFixed(2);
  process.stdout.write(`bench ${name} ${shown} ${unit}\n`);
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  const list = Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`);
  process.stderr.write(`there is no benchmark ${unknown.join(', ')}; there are:\n${list.join('\n')}\n`);
  process.exit(64);
}
const all = Object.keys(benches);
for (const name of asked.length > 0 ? asked : all) await benches[name]?.measure(tell);
