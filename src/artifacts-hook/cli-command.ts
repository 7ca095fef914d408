/** Options as commander hands them over: `true` for a flag, text for what takes a value. */
export type Options = Record<string, string | true | undefined>;

/** What we use of a command of Directus' command line, which commander makes. */
export interface Command {
  command: (name: string) => Command;
  description: (text: string) => Command;
  option: (flags: string, description: string) => Command;
  action: (run: (options: Options) => Promise<void>) => Command;
}

/** Something the operator can put right: shown as one line. */
export class Problem extends Error {}

/**
 * Does the work of a command and ends the process, as Directus' own commands do: the pool of the database would
 * keep it alive.
 *
 * @param work tells whether all went well
 */
export async function endWith(work: () => Promise<boolean>): Promise<void> {
  const succeeded = await work().catch((error: unknown) => {
    console.error(error instanceof Problem ? `Error: ${error.message}` : error);
    return false;
  });
  process.exit(succeeded ? 0 : 1);
}
