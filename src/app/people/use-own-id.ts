import { useStores } from '@directus/extensions-sdk';

/** Id of the user of the Studio; null where it is not known. Call it in `setup`. */
export function useOwnId(): string | null {
  const stores: Record<string, () => unknown> = useStores();
  const user = stores['useUserStore']?.();
  const current: unknown =
    typeof user === 'object' && user !== null ? Reflect.get(user, 'currentUser') : null;
  const id: unknown = typeof current === 'object' && current !== null ? Reflect.get(current, 'id') : null;
  return typeof id === 'string' ? id : null;
}
