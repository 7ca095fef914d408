import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A call as it arrived. */
export interface Call {
  key: string | undefined;
  headers: IncomingHttpHeaders;
  /** As it arrived: what a signature is about. */
  bytes: Buffer;
  text: string;
  body: unknown;
  at: number;
}

interface Answer {
  status: number;
  text?: string;
  headers?: Record<string, string>;
}

/** What to answer to the n-th call (from 0) of an address; `hang` never answers. */
export type Behaviour = (nth: number) => Answer | 'hang';

/** One address at a receiver, like the resume URL of one n8n execution. */
export interface Address {
  /** With a query that must not appear in any log. */
  url: string;
  calls: Call[];
  /** The calls once there are that many; fails when there are fewer after a while. */
  received: (count: number) => Promise<Call[]>;
}

/** A real HTTP server that stands for n8n. */
export class Receiver {
  #server: Server | undefined;
  #addresses = new Map<string, { calls: Call[]; behave: Behaviour }>();
  #port = 0;

  /** Listens; after `close` on the same port again. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { pathname } = new URL(request.url ?? '', this.origin);
        this.#take(`${request.method ?? ''} ${pathname}`, request.headers, Buffer.concat(chunks), response);
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Goes away: whoever calls now is refused the connection. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** A new address that answers as told, 200 unless told otherwise. */
  address(behave: Behaviour = () => ({ status: 200 })): Address {
    const path = `/webhook-waiting/${randomUUID()}`;
    const calls: Call[] = [];
    this.#addresses.set(`POST ${path}`, { calls, behave });
    const received = async (count: number): Promise<Call[]> => {
      await vi.waitUntil(() => calls.length >= count, { timeout: 60_000, interval: 20 });
      return calls;
    };
    return { url: `${this.origin}${path}?signature=${SIGNATURE}`, calls, received };
  }

  #take(route: string, headers: IncomingHttpHeaders, bytes: Buffer, response: ServerResponse): void {
    const address = this.#addresses.get(route);
    if (address === undefined) {
      response.writeHead(404).end();
      return;
    }
    const key = headers['idempotency-key'];
    const text = bytes.toString('utf8');
    address.calls.push({
      key: typeof key === 'string' ? key : undefined,
      headers,
      bytes,
      text,
      body: JSON.parse(text),
      at: Date.now(),
    });
    const answer = address.behave(address.calls.length - 1);
    if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.text);
  }
}

export const SIGNATURE = 'whoever-has-this-resumes-the-execution';
