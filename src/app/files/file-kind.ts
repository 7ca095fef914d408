/** How a file can be looked at. `value` is a version without a file. */
export type FileKind = 'image' | 'pdf' | 'text' | 'other' | 'value';

/** Types that are text although they do not begin with `text/`. */
const TEXT_TYPES =
  /^application\/(json|ld\+json|xml|yaml|x-yaml|javascript|typescript|toml|sql|graphql)$|\+(json|xml|yaml)$/;
/** For what was uploaded with a type that says nothing. */
const TEXT_NAMES =
  /\.(txt|md|markdown|json|ya?ml|csv|tsv|xml|html?|css|js|ts|vue|py|sh|sql|toml|ini|log|srt|vtt)$/i;
/** What browsers show as an image. */
const IMAGE_TYPES = /^image\/(png|jpeg|gif|webp|avif|svg\+xml|bmp)$/;

/** How to look at a file, by its type, else by its name. */
export function fileKind(file: { type: string | null; filename_download: string }): FileKind {
  const type = (file.type ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (IMAGE_TYPES.test(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  if (type.startsWith('text/') || TEXT_TYPES.test(type)) return 'text';
  const saysNothing = type === '' || type === 'application/octet-stream';
  return saysNothing && TEXT_NAMES.test(file.filename_download) ? 'text' : 'other';
}

const ICONS: Record<FileKind, string> = {
  image: 'image',
  pdf: 'picture_as_pdf',
  text: 'article',
  other: 'draft',
  value: 'data_object',
};

/** The Studio's icon for a kind of file. */
export function kindIcon(kind: FileKind): string {
  return ICONS[kind];
}
