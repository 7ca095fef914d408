/** What a server answered; `body` is parsed JSON where there is any. */
export interface Reply<T = ReplyBody> {
  status: number;
  headers: Headers;
  body: T;
}

/** The Directus envelope, loosely: tests look into it with `expect`. */
interface ReplyBody {
  data?: unknown;
  errors?: { message: string; extensions: { code: string; [key: string]: unknown } }[];
}

export interface Api {
  url: string;
  get: <T = ReplyBody>(path: string, headers?: Record<string, string>) => Promise<Reply<T>>;
  post: <T = ReplyBody>(path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply<T>>;
  patch: <T = ReplyBody>(path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply<T>>;
  delete: <T = ReplyBody>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Reply<T>>;
  /** Any other method, or a body that is not JSON. */
  send: <T = ReplyBody>(method: string, path: string, init?: RequestInit) => Promise<Reply<T>>;
  graphql: <T = ReplyBody>(query: string, variables?: Record<string, unknown>) => Promise<Reply<T>>;
  /** Uploads a file and returns its id; throws when it is refused. */
  upload: (file: Upload) => Promise<string>;
}

export interface Upload {
  bytes: Uint8Array | string;
  name: string;
  type: string;
}

/** A client of one server as the holder of a static token, or anonymous without one. */
export function as(url: string, token: string | null): Api {
  const send = async <T>(method: string, path: string, init: RequestInit = {}): Promise<Reply<T>> => {
    const headers = new Headers(init.headers);
    if (token !== null) headers.set('Authorization', `Bearer ${token}`);
    const response = await fetch(`${url}${path}`, { ...init, method, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  };
  const json =
    (method: string) =>
    <T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply<T>> => {
      const all = new Headers(headers);
      if (body === undefined) return send(method, path, { headers: all });
      if (!all.has('content-type')) all.set('content-type', 'application/json');
      return send(method, path, { headers: all, body: JSON.stringify(body) });
    };
  return {
    url,
    send,
    get: (path, headers) => send('GET', path, headers ? { headers } : {}),
    post: json('POST'),
    patch: json('PATCH'),
    delete: json('DELETE'),
    graphql: (query, variables = {}) => json('POST')('/graphql', { query, variables }),
    upload: async (file) => {
      const form = new FormData();
      form.append('title', file.name);
      form.append(
        'file',
        new Blob([typeof file.bytes === 'string' ? file.bytes : new Uint8Array(file.bytes)], {
          type: file.type,
        }),
        file.name,
      );
      const reply = await send<{ data?: { id: string } }>('POST', '/files', { body: form });
      if (reply.body.data === undefined)
        throw new Error(`Upload of ${file.name}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body.data.id;
    },
  };
}
