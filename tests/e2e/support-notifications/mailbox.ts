import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A letter as it came in: its envelope and its text with headers. */
export interface Letter {
  to: string[];
  data: string;
}

/** As much of an SMTP server as it takes to be sent letters; it keeps what it gets. */
export class Mailbox {
  readonly letters: Letter[] = [];
  readonly #server: Server = createServer((socket) => this.#talk(socket));
  readonly #sockets = new Set<Socket>();

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What tells a server to send its letters here. */
  get env(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      EMAIL_TRANSPORT: 'smtp',
      EMAIL_SMTP_HOST: '127.0.0.1',
      EMAIL_SMTP_PORT: String(port),
      EMAIL_SMTP_IGNORE_TLS: 'true',
      EMAIL_VERIFY_SETUP: 'false',
      EMAIL_FROM: 'registry@example.com',
    };
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let waiting = '';
    let letter: Letter = { to: [], data: '' };
    let inData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 mailbox');
    socket.setEncoding('utf8').on('data', (text) => {
      waiting += String(text);
      for (;;) {
        const end = waiting.indexOf('\r\n');
        if (end < 0) return;
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        if (inData) {
          inData = line !== '.';
          if (inData) letter.data += `${line}\n`;
          else {
            this.letters.push(letter);
            letter = { to: [], data: '' };
            say('250 kept');
          }
          continue;
        }
        const [, to] = /^RCPT TO:<([^>]*)>/i.exec(line) ?? [];
        if (to !== undefined) letter.to.push(to);
        inData = /^DATA/i.test(line);
        if (inData) say('354 go on');
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
  }
}

/** The readable part of a letter: quoted-printable undone, as far as its text needs it. */
export function readLetter({ data }: Letter): string {
  return data
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
