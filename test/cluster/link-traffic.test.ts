import { describe, expect, test } from 'vitest';
import { LinkTraffic, parseLinkSample } from '../../cluster/observers/link-traffic.ts';

const LINE =
  'links 1795425515132248 1795425515420391 172.18.0.2:38186>172.18.0.3:2181=8915/23352 [::ffff:172.18.0.2]:20000>[::ffff:172.18.0.9]:59130=23463/8915';

describe('a line of the look at the connections', () => {
  test('is read, IPv4 in the clothes of IPv6 too', () => {
    expect(parseLinkSample(LINE)).toEqual({
      since: 1_795_425_515_132_248,
      at: 1_795_425_515_420_391,
      sockets: [
        { own: '172.18.0.2:38186', other: '172.18.0.3:2181', sent: 8_915, received: 23_352 },
        { own: '172.18.0.2:20000', other: '172.18.0.9:59130', sent: 23_463, received: 8_915 },
      ],
    });
  });

  test('may have no connection', () => {
    expect(parseLinkSample('links 1 2')).toEqual({ since: 1, at: 2, sockets: [] });
  });

  test.each(['{"level":"info"}', 'links 1', 'links 1 x', 'links 1 2 a>b', 'links 1 2 a>b=1/x', ''])(
    'another line is none: %s',
    (line) => expect(parseLinkSample(line)).toBeUndefined(),
  );
});

const zookeeper = { server: 'master-1', neighbour: 'zookeeper', name: 'master-1-zookeeper' } as const;
const links = [{ ...zookeeper, listenPort: 20_000, upstream: 'zookeeper:2181' }];
const near = (client: string, received: number, sent: number) => ({ own: 'p:20000', other: client, received, sent });
const far = (own: string, sent: number, received: number) => ({ own, other: 'z:2181', sent, received });
const common = { link: 'master-1-zookeeper', server: 'master-1' };

describe('traffic of a link', () => {
  test('is counted from the first look on, and told when it has changed', () => {
    const traffic = new LinkTraffic(links, () => ['p:1']);
    expect(traffic.look({ since: 0, at: 10, sockets: [near('m:1', 100, 200), far('p:1', 90, 210)] })).toEqual([
      { ...common, at: 10, type: 'link.connect', client: 'm:1' },
    ]);
    expect(traffic.look({ since: 9, at: 20, sockets: [near('m:1', 110, 200), far('p:1', 100, 215)] })).toEqual([
      {
        ...common,
        at: 20,
        since: 9,
        type: 'link.traffic',
        connections: 1,
        up: { taken: 10, passed: 10 },
        down: { taken: 5, passed: 0 },
      },
    ]);
    expect(traffic.look({ since: 19, at: 30, sockets: [near('m:1', 110, 200), far('p:1', 100, 215)] })).toEqual([]);
  });

  test('is that of all connections to its own neighbour, where own ports are alike', () => {
    const database = { ...zookeeper, neighbour: 'database', name: 'master-1-database' } as const;
    const both = [...links, { ...database, listenPort: 20_001, upstream: 'database:5432' }];
    const ends = { zookeeper: ['p:1'], database: ['p:1', 'p:2'] };
    const traffic = new LinkTraffic(both, ({ neighbour }) => ends[neighbour]);
    const sockets = (more: number) => [
      near('m:1', 10, 10),
      far('p:1', 10, 10),
      { own: 'p:20001', other: 'm:7', received: 5 * more, sent: 0 },
      { own: 'p:1', other: 'd:5432', sent: more, received: 0 },
      { own: 'p:2', other: 'd:5432', sent: 4 * more, received: 0 },
    ];
    traffic.look({ since: 0, at: 10, sockets: sockets(1) });
    expect(traffic.look({ since: 9, at: 20, sockets: sockets(3) })).toEqual([
      expect.objectContaining({ link: 'master-1-database', up: { taken: 10, passed: 10 } }),
    ]);
  });

  test('goes on over a cut and a new connection', () => {
    let end = 'p:1';
    const traffic = new LinkTraffic(links, () => [end]);
    traffic.look({ since: 0, at: 10, sockets: [near('m:1', 100, 100), far('p:1', 100, 100)] });
    traffic.look({ since: 9, at: 20, sockets: [near('m:1', 130, 120), far('p:1', 130, 120)] });
    expect(traffic.look({ since: 19, at: 30, sockets: [] })).toEqual([
      { ...common, at: 30, type: 'link.cut', client: 'm:1', since: 19 },
    ]);
    end = 'p:2';
    const [connect, told] = traffic.look({ since: 29, at: 40, sockets: [near('m:2', 7, 8), far('p:2', 7, 8)] });
    expect(connect).toEqual({ ...common, at: 40, type: 'link.connect', client: 'm:2' });
    expect(told).toMatchObject({ up: { taken: 37, passed: 37 }, down: { taken: 28, passed: 28 }, connections: 1 });
  });

  test("the neighbour's side is unknown until somebody can tell which connection is the link's", () => {
    const traffic = new LinkTraffic(links, () => []);
    traffic.look({ since: 0, at: 10, sockets: [near('m:1', 0, 0), far('p:1', 0, 0)] });
    const [told] = traffic.look({ since: 9, at: 20, sockets: [near('m:1', 5, 6), far('p:1', 5, 6)] });
    expect(told).toMatchObject({ up: { taken: 5, passed: null }, down: { taken: null, passed: 6 } });
  });

  test('a session that is without a connection for a look is counted once', () => {
    let ends: readonly string[] = ['p:1'];
    const traffic = new LinkTraffic(links, () => ends);
    traffic.look({ since: 0, at: 10, sockets: [near('m:1', 0, 0), far('p:1', 0, 0)] });
    ends = [];
    traffic.look({ since: 9, at: 20, sockets: [near('m:1', 5, 5), far('p:1', 5, 5)] });
    ends = ['p:1'];
    const [told] = traffic.look({ since: 19, at: 30, sockets: [near('m:1', 6, 6), far('p:1', 6, 6)] });
    expect(told).toMatchObject({ up: { taken: 6, passed: 6 }, down: { taken: 6, passed: 6 } });
  });

  test('a port that is given away again is another connection', () => {
    const traffic = new LinkTraffic(links, () => []);
    traffic.look({ since: 0, at: 10, sockets: [near('m:1', 0, 0)] });
    traffic.look({ since: 9, at: 20, sockets: [near('m:1', 50, 50)] });
    const [told] = traffic.look({ since: 19, at: 30, sockets: [near('m:1', 3, 2)] });
    expect(told).toMatchObject({ up: { taken: 53 }, down: { passed: 52 } });
  });
});
