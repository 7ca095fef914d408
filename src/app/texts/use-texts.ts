import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { textsFor, type TextKey } from './languages.js';
import { formatAgo, formatDate, formatSize } from './format.js';
import { fillText, type TextParams } from './translate.js';

/** Words, dates and sizes in the language that the user has chosen in the Studio. */
export interface Texts {
  t: (key: TextKey, params?: TextParams) => string;
  /** A day and time; empty for null. */
  date: (timestamp: string | null) => string;
  /** "3 hours ago"; empty for null. */
  ago: (timestamp: string | null) => string;
  /** A number of bytes as people read it. */
  size: (bytes: number | null) => string;
  language: ComputedRef<string>;
}

/**
 * Our own texts, by the Studio's language. They are not merged into the Studio's messages: their keys could hide
 * those of the Studio or of another extension.
 */
export function useTexts(): Texts {
  const { locale } = useI18n({ useScope: 'global' });
  const language = computed(() => locale.value);
  const texts = computed(() => textsFor(language.value));
  return {
    t: (key, params = {}) => fillText(texts.value[key], params, language.value),
    date: (timestamp) => formatDate(timestamp, language.value),
    ago: (timestamp) => formatAgo(timestamp, Date.now(), language.value),
    size: (bytes) => formatSize(bytes, language.value),
    language,
  };
}
