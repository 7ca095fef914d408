import { useStores } from '@directus/extensions-sdk';

/** Whether the user of the Studio is an administrator. The server decides; this only spares useless buttons. */
export function useIsAdmin(): boolean {
  const stores: Record<string, () => unknown> = useStores();
  const user = stores['useUserStore']?.();
  return typeof user === 'object' && user !== null && Reflect.get(user, 'isAdmin') === true;
}
