import { onBeforeUnmount, onMounted } from 'vue';
import { type Shortcut, shortcutFor } from './shortcuts.js';

/** Where keys are typed, or have a meaning of their own: a letter there is no command. */
const TAKES_KEYS = 'input, textarea, select, [contenteditable], [role=slider], .v-menu-popper, dialog';
/** While one of these is open, the page behind it does not listen. */
const IN_FRONT = '#dialog-outlet .container, #dialog-outlet [role=dialog]';

/** Listens to the keyboard while the page is open, except where keys are typed. */
export function useShortcuts(shortcuts: () => readonly Shortcut[]): void {
  const onKey = (event: KeyboardEvent) => {
    const { target } = event;
    if (event.defaultPrevented || (target instanceof Element && target.closest(TAKES_KEYS) !== null)) return;
    if (document.querySelector(IN_FRONT) !== null) return;
    const shortcut = shortcutFor(shortcuts(), event);
    if (shortcut === undefined) return;
    // Or the letter would be typed into the field that the command has just moved to.
    event.preventDefault();
    shortcut.run();
  };
  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
}
