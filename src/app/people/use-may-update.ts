import { useStores } from '@directus/extensions-sdk';

/** Whether the user of the Studio may update some rows of a collection. The server decides; this only spares useless buttons. */
export function useMayUpdate(collection: string): boolean {
  const stores: Record<string, () => unknown> = useStores();
  const permissions = stores['usePermissionsStore']?.();
  if (typeof permissions !== 'object' || permissions === null) return false;
  const has: unknown = Reflect.get(permissions, 'hasPermission');
  return typeof has === 'function' && Reflect.apply(has, permissions, [collection, 'update']) === true;
}
