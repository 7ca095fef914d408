/**
 * Address of the WebSocket beside the Studio, which lives in `<root>/admin/`.
 *
 * @param server the Studio's store of what `GET /server/info` says
 * @param base address that the Studio's own files are relative to
 * @returns null where the operator has not switched it on
 */
export function webSocketUrl(server: unknown, base: string): string | null {
  const path = ['info', 'websocket', 'rest', 'path'].reduce(memberOf, server);
  if (typeof path !== 'string') return null;
  const url = new URL(`../${path.replace(/^\/+/, '')}`, base);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
