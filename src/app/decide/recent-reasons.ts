import { shallowRef, type Ref } from 'vue';

const STORED_AS = 'directus-artifacts.reasons';
const KEPT = 8;

/** The list with this reason in front, each reason once, no more than are kept. */
export function withReason(reasons: readonly string[], reason: string): string[] {
  const text = reason.trim();
  if (text === '') return [...reasons];
  return [text, ...reasons.filter((other) => other !== text)].slice(0, KEPT);
}

/** What was stored, as far as it is a list of reasons: anything may be in there. */
export function parseReasons(stored: string | null): string[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((entry) => typeof entry === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

const reasons = shallowRef<string[] | null>(null);

/** The reasons given last in this browser, newest first. */
export function recentReasons(): Ref<string[] | null> {
  reasons.value ??= parseReasons(readStored());
  return reasons;
}

/** Keeps a reason to be used again. */
export function rememberReason(reason: string): void {
  reasons.value = withReason(recentReasons().value ?? [], reason);
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(reasons.value));
  } catch {
    // Storage can be switched off or full; then they last as long as the tab.
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
