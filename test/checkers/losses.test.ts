import { describe, expect, test } from 'vitest';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

const uncertainty = { harness: 0, witness: 0, audit: 0, engine: 2000, client: 0, nemesis: 0, registry: 1000 };
const micros = (seconds: number) => BEGIN + Math.round(seconds * 1e6);

/** Times in seconds; what the registry tells was so since half a second before. */
class Registry {
  readonly builder = new HistoryBuilder({ uncertainty });

  #tell(at: number) {
    return { source: 'registry', since: micros(at - 0.5) } as const;
  }

  own(at: number, session: string, server = 'master-1'): this {
    this.builder.add(at, { ...this.#tell(at), type: 'session.own', session, server });
    return this;
  }

  end(at: number, session: string): this {
    this.builder.add(at, { ...this.#tell(at), type: 'session.end', session, reason: 'expired' });
    return this;
  }

  node(at: number, type: 'node.create' | 'node.delete', session: string | null, fields = {}): this {
    const node = { path: '/nodes/master/1', session, server: 'master-1' };
    this.builder.add(at, { ...this.#tell(at), type, ...node, ...fields });
    return this;
  }

  die(at: number, server = 'master-1'): this {
    this.builder.add(at, { source: 'engine', type: 'container.die', server, exitCode: 137 });
    return this;
  }
}

/** `10.5–20`: since when at the earliest, and by when it was back. */
function lossesOf({ builder }: Registry, server = 'master-1') {
  const seconds = (at: number) => (at - BEGIN) / 1e6;
  const losses = situationAfter(builder).losses.of(server);
  return losses.map(({ since, back }) => `${seconds(since)}–${back === undefined ? '' : seconds(back)}`);
}

const registered = () => new Registry().own(1, '0x1').node(1, 'node.create', '0x1');

describe('a server is lost', () => {
  test('when its node goes, its session ends or its process dies: since when at the earliest', () => {
    expect(lossesOf(registered())).toEqual([]);
    expect(lossesOf(registered().node(10, 'node.delete', '0x1'))).toEqual(['9.499–']);
    expect(lossesOf(registered().end(10, '0x1'))).toEqual(['9.499–']);
    expect(lossesOf(registered().die(10))).toEqual(['9.998–']);
  });

  test('once, whatever tells of it', () => {
    expect(lossesOf(registered().die(10).end(20, '0x1').node(20.1, 'node.delete', '0x1'))).toEqual(['9.998–']);
    expect(lossesOf(registered().node(20, 'node.delete', '0x1').end(20.1, '0x1').die(21))).toEqual(['19.499–']);
    expect(lossesOf(registered().end(20, '0x1').die(21).die(22))).toEqual(['19.499–']);
  });

  test('twice, where it was registered meanwhile', () => {
    const again = registered().end(10, '0x1').node(12, 'node.create', '0x2');
    expect(lossesOf(again)).toEqual(['9.499–12.001']);
    expect(lossesOf(again.end(20, '0x2'))).toEqual(['9.499–12.001', '19.499–']);
    expect(lossesOf(again.node(30, 'node.create', '0x3'))).toEqual(['9.499–12.001', '19.499–30.001']);
    expect(lossesOf(again.die(40))).toEqual(['9.499–12.001', '19.499–30.001', '39.998–']);
  });

  test('twice, where its node goes once more though its session had been counted', () => {
    const again = registered().node(10, 'node.delete', '0x1').node(12, 'node.create', '0x1');
    expect(lossesOf(again.node(20, 'node.delete', '0x1'))).toEqual(['9.499–12.001', '19.499–']);
  });

  test('twice, where it registers itself again in the session that was lost, or in one that nobody knows', () => {
    const again = (session: string | null) =>
      registered().node(10, 'node.delete', '0x1').node(12, 'node.create', session);
    for (const session of ['0x1', null]) {
      expect(lossesOf(again(session).end(20, '0x1'))).toEqual(['9.499–12.001', '19.499–']);
      expect(lossesOf(again(session).die(20))).toEqual(['9.499–12.001', '19.998–']);
      expect(lossesOf(again(session).node(20, 'node.delete', '0x1'))).toEqual(['9.499–12.001', '19.499–']);
    }
  });

  test('twice, where the node of a session that was counted goes only when it is back', () => {
    const late = registered().die(10).node(12, 'node.create', '0x2').node(13, 'node.delete', '0x1');
    expect(lossesOf(late)).toEqual(['9.998–12.001', '12.499–']);
  });

  test('once, where its session is said to be its own again', () => {
    expect(lossesOf(registered().die(10).own(11, '0x1').end(20, '0x1'))).toEqual(['9.998–']);
    expect(lossesOf(registered().die(10).own(11, '0x2'))).toEqual(['9.998–']);
  });

  test('once more after another loss, whatever tells of that', () => {
    const second = registered().end(10, '0x1').node(12, 'node.create', '0x2').die(20).node(21, 'node.delete', '0x2');
    expect(lossesOf(second)).toEqual(['9.499–12.001', '19.998–']);
  });

  test('though its node was first seen when nobody could tell whose it is', () => {
    const late = new Registry().node(1, 'node.create', '0x1', { server: null }).own(2, '0x1');
    expect(lossesOf(late.end(10, '0x1'))).toEqual(['9.499–']);
  });

  test('not again, as the end of its former session is told when it is back', () => {
    const late = registered().node(10, 'node.delete', '0x1').node(12, 'node.create', '0x2').end(13, '0x1');
    expect(lossesOf(late)).toEqual(['9.499–12.001']);
  });

  test('each time that it dies, where nobody knows its session', () => {
    expect(lossesOf(new Registry().die(10).die(20))).toEqual(['9.998–', '19.998–']);
    expect(lossesOf(new Registry().node(10, 'node.delete', null).node(20, 'node.delete', '0x1'))).toHaveLength(2);
  });

  test('by its own name alone', () => {
    const two = registered().own(1, '0x2', 'master-2').end(10, '0x2').die(11, 'master-3');
    expect([lossesOf(two), lossesOf(two, 'master-2'), lossesOf(two, 'master-3')]).toEqual([
      [],
      ['9.499–'],
      ['10.998–'],
    ]);
  });
});

test('a lock is no registration, and a session of nobody no loss', () => {
  const lock = { lock: { name: '/lock/failover', sequence: 1 } };
  const held = registered().node(10, 'node.delete', '0x1', lock).end(11, '0x9');
  expect(lossesOf(held)).toEqual([]);
  const released = registered().end(10, '0x1').node(12, 'node.create', '0x1', lock);
  expect(lossesOf(released)).toEqual(['9.499–']);
});

test('a node that nobody can name may have been any server’s', () => {
  const nameless = (type: 'node.create' | 'node.delete', fields = {}) =>
    situationAfter(registered().node(10, type, '0x1', { server: null, ...fields }).builder).losses.nameless;
  expect(nameless('node.delete')).toBe(true);
  expect(nameless('node.create')).toBe(false);
  expect(nameless('node.delete', { lock: { name: '/lock/failover', sequence: 1 } })).toBe(false);
});
