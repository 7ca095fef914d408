/** An origin that the shared servers may call, and where nobody listens. */
export const NOBODY = 'http://127.0.0.1:2';
