/** A text, or one form per plural category of its language (CLDR), chosen by the parameter `count`. */
export type Text = string | { one: string; other: string };

/** What fills the `{places}` of a text. */
export type TextParams = Record<string, string | number>;

/**
 * Fills a text. Places that no parameter is given for stay as they are, so that the mistake is seen.
 *
 * @param language BCP 47 tag, for plurals and for the way numbers are written
 */
export function fillText(text: Text, params: TextParams, language: string): string {
  const form = typeof text === 'string' ? text : text[pluralForm(params['count'], language)];
  return form.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}

function pluralForm(count: string | number | undefined, language: string): 'one' | 'other' {
  const category = new Intl.PluralRules(language).select(Number(count ?? 0));
  return category === 'one' ? 'one' : 'other';
}
