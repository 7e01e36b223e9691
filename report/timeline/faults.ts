import type { HistoryEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { FaultBand } from './model.ts';

type Open = { -readonly [Key in keyof Omit<FaultBand, 'events'>]: FaultBand[Key] } & { events: number[] };

/** @returns every fault that was begun, in order of beginning. One that was never healed lasts until `end`. */
export function faultBands(events: readonly HistoryEvent[], end: Micros): FaultBand[] {
  const bands: Open[] = [];
  const latest = new Map<string, Open>();
  for (const event of events) {
    if (event.source !== 'nemesis') continue;
    if (event.type === 'fault.begin') {
      const { fault, kind, target, at } = event;
      const unknown = { effective: null, heal: null, healed: null };
      const band: Open = { fault, kind, target, from: at, to: end, open: true, ...unknown, events: [event.seq] };
      bands.push(band);
      latest.set(fault, band);
      continue;
    }
    const band = latest.get(event.fault);
    if (!band) continue;
    band.events.push(event.seq);
    switch (event.type) {
      case 'fault.effective':
        band.effective = event.at;
        break;
      case 'fault.heal':
        band.heal = event.at;
        break;
      case 'fault.healed':
        band.healed = event.at;
        band.to = event.at;
        band.open = false;
        break;
      case 'fault.missed':
        break;
      default:
        event satisfies never;
    }
  }
  return bands;
}
