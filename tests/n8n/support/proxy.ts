import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between n8n and Directus, for what must happen at exactly one moment. */
export interface Proxy {
  url: string;
  close: () => Promise<void>;
}

interface Moments {
  /** Before a request is handed on. */
  before?: (route: string) => Promise<void>;
  /** After Directus has answered, before n8n gets to know: `drop` loses the answer. */
  after?: (route: string, body: unknown) => Promise<'drop' | undefined>;
}

/** Hands requests on to a server, headers and bytes as they are. A route is e.g. `POST /artifacts/versions`. */
export async function startProxy(target: string, { before, after }: Moments): Promise<Proxy> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const path = request.url ?? '';
      const route = `${request.method ?? ''} ${path.split('?')[0] ?? ''}`;
      await before?.(route);
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers))
        if (typeof value === 'string' && !HOP_BY_HOP.includes(name)) headers.set(name, value);
      const answer = await fetch(`${target}${path}`, {
        method: request.method ?? 'GET',
        headers,
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
      const text = await answer.text();
      if ((await after?.(route, text === '' ? null : JSON.parse(text))) === 'drop') {
        response.destroy();
        return;
      }
      const etag = answer.headers.get('etag');
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
        ...(etag === null ? {} : { etag }),
      });
      response.end(text);
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const HOP_BY_HOP = ['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'];
