import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A TCP proxy on loopback that cuts connections: now and then before a request gets through, and now and then after
 * it was answered, so that the sender cannot know that it was taken.
 * @param every - one in so many chunks of each direction is lost with its connection.
 */
export async function startCuttingProxy(
  targetUrl: string,
  every: { readonly request: number; readonly answer: number },
) {
  const target = new URL(targetUrl);
  const open = new Set<Socket>();
  const cuts = { requests: 0, answers: 0 };
  let requests = 0;
  let answers = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', end).on('close', () => {
        open.delete(socket);
        end();
      });
    }
    client.on('data', (chunk) => {
      if (++requests % every.request === 0) {
        cuts.requests++;
        end();
      } else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (++answers % every.answer === 0) {
        cuts.answers++;
        end();
      } else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
