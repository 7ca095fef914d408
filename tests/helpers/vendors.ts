export type Vendor = 'sqlite' | 'postgres';

/** The databases that tests run on; `ARTIFACTS_TEST_VENDORS=sqlite` narrows them while developing. */
export const vendors: Vendor[] = parseVendors(process.env['ARTIFACTS_TEST_VENDORS']);

function parseVendors(wanted: string | undefined): Vendor[] {
  const all: Vendor[] = ['sqlite', 'postgres'];
  if (wanted === undefined || wanted === '') return all;
  const names = wanted.split(',');
  const chosen = all.filter((vendor) => names.includes(vendor));
  if (chosen.length !== names.length)
    throw new Error(`ARTIFACTS_TEST_VENDORS is "${wanted}"; it takes sqlite, postgres or both.`);
  return chosen;
}
