/** An archive that cannot be used, and the part at fault. Nothing of it was used. */
export class ArchiveDamaged extends Error {
  code = 'ARCHIVE_DAMAGED';

  /**
   * @param {string} part the member at fault, or the name of the file when it is none of them
   * @param {string} reason a clause, e.g. `its bytes have changed`
   */
  constructor(part, reason) {
    super(`The archive is damaged: ${part}: ${reason}.`);
    this.name = 'ArchiveDamaged';
    this.part = part;
  }
}
