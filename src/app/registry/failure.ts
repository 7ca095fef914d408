/** Why a request was refused, as the page that made it has to say it. */
export interface Failure {
  /** Code of the registry or of Directus; `NETWORK` when no answer came, `UNKNOWN` when it cannot be read. */
  code: string;
  /** The server's sentence, in English; empty when there is none. */
  message: string;
  /** HTTP status, 0 without an answer. */
  status: number;
  /** What the error says beside its code, e.g. `version_id`. */
  extensions: Record<string, unknown>;
}

/** Reads what a request of the Studio's client (axios) has thrown. */
export function readFailure(error: unknown): Failure {
  const response = childOf(error, 'response');
  if (response === undefined)
    return {
      code: 'NETWORK',
      message: error instanceof Error ? error.message : '',
      status: 0,
      extensions: {},
    };
  const errors = childOf(childOf(response, 'data'), 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const extensions = childOf(first, 'extensions');
  const code = childOf(extensions, 'code');
  const message = childOf(first, 'message');
  const status = childOf(response, 'status');
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: typeof message === 'string' ? message : '',
    status: typeof status === 'number' ? status : 0,
    extensions: isObject(extensions) ? extensions : {},
  };
}

function childOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
