export type Vendor = 'sqlite' | 'postgres';

/** The databases that tests run on; `ARTIFACTS_TEST_VENDORS=sqlite` narrows them while developing. */
export const vendors: Vendor[] = parseVendors(process.env['ARTIFACTS_TEST_VENDORS']);

/**
 * One of them, for tests of commands that take minutes, because each starts Directus, and do on any database what they
 * do on this one. `ARTIFACTS_TEST_VENDORS=sqlite` runs them on the other.
 */
export const oneVendor: Vendor[] = vendors.slice(-1);

function parseVendors(wanted: string | undefined): Vendor[] {
  const all: Vendor[] = ['sqlite', 'postgres'];
  if (wanted === undefined || wanted === '') return all;
  const names = wanted.split(',');
  const chosen = all.filter((vendor) => names.includes(vendor));
  if (chosen.length !== names.length)
    throw new Error(`ARTIFACTS_TEST_VENDORS is "${wanted}"; it takes sqlite, postgres or both.`);
  return chosen;
}
