import { createServer } from 'node:net';
import { LOOPBACK } from '../../cluster/topology.ts';
import { UsageError } from '../usage-error.ts';

/** The engine would say so too, but only after the cluster has half started. @throws UsageError */
export async function checkPortFree(port: number): Promise<void> {
  await new Promise<void>((free, taken) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`;
      taken(
        new UsageError(
          `--api-port ${port}: port ${port} ${why}. Choose another, or leave --api-port out for any free one.`,
        ),
      );
    });
    server.listen(port, LOOPBACK, () => server.close(() => free()));
  });
}
