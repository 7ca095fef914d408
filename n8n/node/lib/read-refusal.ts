/** What the server said when it refused a request. */
export interface Refusal {
  status: number;
  /** Our own code, e.g. `ILLEGAL_TRANSITION`, or `HTTP_<status>` where there is none. */
  code: string;
  message: string;
  /** What the code carries along, e.g. `expected` and `current`. */
  details: Record<string, unknown>;
}

/** Reads the envelope `{"errors": [{"message", "extensions": {"code", …}}]}`. A proxy may answer with anything else. */
export function readRefusal(status: number, body: unknown): Refusal {
  const errors = isRecord(body) && Array.isArray(body['errors']) ? body['errors'] : [];
  const first: unknown = errors[0];
  const error = isRecord(first) ? first : {};
  const { code, ...details } = isRecord(error['extensions']) ? error['extensions'] : {};
  return {
    status,
    code: typeof code === 'string' ? code : `HTTP_${status}`,
    message: typeof error['message'] === 'string' ? error['message'] : `The server answered ${status}.`,
    details,
  };
}

/** Whether something is an object with named entries. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
