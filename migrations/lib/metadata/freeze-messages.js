/**
 * What the Studio's dialog says for the codes that came with freezes and schedules.
 *
 * @type {Record<string, { en: string, de: string }>}
 */
export const freezeMessages = {
  PROMOTION_FROZEN: {
    en: 'This key is frozen: nothing goes live there for now. The page of the project says who froze it, and why.',
    de: 'Dieser Schlüssel ist eingefroren: Dort wird zurzeit nichts übernommen. Die Seite des Projekts sagt, wer ihn eingefroren hat und warum.',
  },
  PROMOTION_SCHEDULED: {
    en: 'This version is to go live at a later time. Change its time, or call it off, to promote it now.',
    de: 'Diese Version soll erst später übernommen werden. Um sie jetzt zu übernehmen, bitte den Zeitpunkt ändern oder aufheben.',
  },
};
