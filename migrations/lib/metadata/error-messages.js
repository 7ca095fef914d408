/**
 * What the Studio's dialog says for each of our codes.
 *
 * @type {Record<string, { en: string, de: string }>}
 */
export const errorMessages = {
  REASON_REQUIRED: {
    en: 'Please give a reason: it is needed to reject or to revoke.',
    de: 'Bitte einen Grund angeben: Er ist nötig, um abzulehnen oder zurückzuziehen.',
  },
  CONTEXT_READ_ONLY: {
    en: 'The context of a project changes only through promotions.',
    de: 'Der Kontext eines Projekts ändert sich nur durch Übernahmen.',
  },
  SELF_APPROVAL_FORBIDDEN: {
    en: 'You recorded this version; somebody else has to decide on it.',
    de: 'Diese Version stammt von Ihnen; jemand anderes muss über sie entscheiden.',
  },
  APPEND_ONLY: {
    en: 'Versions and decisions are kept for good; they cannot be deleted or rewritten.',
    de: 'Versionen und Entscheidungen bleiben erhalten; sie lassen sich nicht löschen oder umschreiben.',
  },
  ILLEGAL_TRANSITION: {
    en: 'The version cannot take this status (any more). Perhaps somebody decided while the form was open: the field Status says who, and why.',
    de: 'Diesen Status kann die Version nicht (mehr) bekommen. Vielleicht hat jemand entschieden, während das Formular offen war: Im Feld Status steht, wer und warum.',
  },
  CONTEXT_VERSION_CONFLICT: {
    en: 'The context has changed in the meantime. Reload, check and try again.',
    de: 'Der Kontext hat sich inzwischen geändert. Bitte neu laden, prüfen und erneut versuchen.',
  },
  CONTEXT_UNEXPLAINED: {
    en: 'The context of this project has something there from before the registry. It is kept; an administrator knows what to do.',
    de: 'Im Kontext dieses Projekts steht dort etwas aus der Zeit vor der Registrierung. Es bleibt erhalten; bitte an die Administration wenden.',
  },
  SCHEMA_KEY_CONFLICT: {
    en: 'This schema key lies above or below another one that is in use in this project.',
    de: 'Dieser Schema-Schlüssel liegt über oder unter einem anderen, der im Projekt benutzt wird.',
  },
  CONTENT_CHANGED: {
    en: 'The content has changed since you looked at it. Reload and look again.',
    de: 'Der Inhalt hat sich geändert, seit Sie ihn angesehen haben. Bitte neu laden und noch einmal ansehen.',
  },
  VERSION_SEALED: {
    en: 'This version was decided or built on; its content can no longer change. Record a new version.',
    de: 'Über diese Version wurde entschieden, oder andere bauen auf ihr auf; bitte eine neue Version erfassen.',
  },
  ARCHIVE_UNREADABLE: {
    en: 'The content of this version is archived, and its file is missing or damaged. An administrator can bring it back.',
    de: 'Der Inhalt dieser Version ist archiviert, und seine Datei fehlt oder ist beschädigt. Die Administration kann sie zurückholen.',
  },
  MERGE_CONFLICT: {
    en: 'Both versions changed the same place. Decide which side holds.',
    de: 'Beide Versionen haben dieselbe Stelle geändert. Bitte entscheiden, welche Seite gilt.',
  },
  NO_COMMON_ANCESTOR: {
    en: 'These versions have no common ancestor and cannot be merged.',
    de: 'Diese Versionen haben keinen gemeinsamen Vorfahren und lassen sich nicht zusammenführen.',
  },
  PARENT_NOT_FOUND: {
    en: 'The parent version does not exist in this line.',
    de: 'Die Vorgänger-Version gibt es in dieser Linie nicht.',
  },
  PARENT_MISMATCH: {
    en: 'The parent that was named does not fit this version.',
    de: 'Der angegebene Vorgänger passt nicht zu dieser Version.',
  },
  VALUE_SCHEMA_VIOLATION: {
    en: 'The value does not follow the schema that the project has for this key.',
    de: 'Der Wert folgt nicht dem Schema, das das Projekt für diesen Schlüssel hat.',
  },
  SCHEMA_NEWER: {
    en: 'This server is older than the database and changes nothing. Try again later; an administrator has to update it.',
    de: 'Dieser Server ist älter als die Datenbank und ändert nichts. Bitte später erneut versuchen; die Administration muss ihn aktualisieren.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    en: 'This Idempotency-Key was used for another request.',
    de: 'Dieser Idempotency-Key wurde schon für eine andere Anfrage benutzt.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    en: 'A request with this Idempotency-Key is still running. Try again in a moment.',
    de: 'Eine Anfrage mit diesem Idempotency-Key läuft noch. Bitte gleich noch einmal versuchen.',
  },
};

/**
 * For what came with `artifacts007`, which writes them.
 *
 * @type {Record<string, { en: string, de: string }>}
 */
export const inputMessages = {
  INPUT_NOT_FOUND: {
    en: 'One of the versions that this one is said to be made from does not exist in this project.',
    de: 'Eine der Versionen, aus denen diese gemacht sein soll, gibt es in diesem Projekt nicht.',
  },
};
