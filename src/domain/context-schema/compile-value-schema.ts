import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Json } from '../words.js';
import { describeError } from './describe-error.js';
import { compilePattern } from './linear-pattern.js';
import { SchemaFlaw } from './schema-flaw.js';
import { uniqueItems } from './unique-items.js';
import { type Reference, walkSchema } from './walk-schema.js';
import { MAX_VIOLATIONS, type Violation } from './words.js';

/** A compiled JSON Schema. All of it may run for long, and is called under a time limit. */
export interface ValueSchema {
  accepts(value: Json): boolean;
  /** The first thing that is wrong with a value that is not accepted. */
  firstFlaw(value: Json): Violation[];
  /** All that is wrong with it, at most {@link MAX_VIOLATIONS}. */
  allFlaws(value: Json): Violation[];
}

const linear = Object.assign((pattern: string) => compilePattern(pattern), {
  code: 'throw new Error("Compiled schemas are not written to files")',
});

/**
 * Compiles a JSON Schema 2020-12. Nothing outside it is ever fetched, and its patterns are tested in linear time.
 *
 * @throws SchemaFlaw with a JSON Pointer into the schema
 */
export function compileValueSchema(schema: Json): ValueSchema {
  const references = walkSchema(schema);
  assertDialect(schema);
  const validate = compile(schema, references, false);
  let thorough: ValidateFunction | undefined;
  return {
    accepts: (value) => validate(value),
    firstFlaw: (value) => (validate(value) ? [] : describe(validate.errors)),
    allFlaws(value) {
      // To look for all errors is more work than to find one; those who send what is right do not pay for it.
      thorough ??= compile(schema, references, true);
      return thorough(value) ? [] : describe(thorough.errors);
    },
  };
}

function describe(errors: ErrorObject[] | null | undefined): Violation[] {
  return (errors ?? []).slice(0, MAX_VIOLATIONS).map(describeError);
}

function compile(schema: Json, references: Reference[], allErrors: boolean): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors,
    // `constructor` and the like are not there because every object inherits them.
    ownProperties: true,
    // The meta-schema has been applied already, and is nothing that a schema here may refer to.
    meta: false,
    validateSchema: false,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    logger: false,
    // Or a few references to a large definition would make far larger code.
    inlineRefs: false,
    code: { regExp: linear },
  });
  addFormats(ajv);
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword(uniqueItems);
  try {
    return ajv.compile(schema as AnySchema);
  } catch (error) {
    throw flawOf(error, references);
  }
}

let dialect: Ajv2020 | undefined;

/** @throws SchemaFlaw for what is no JSON Schema 2020-12 */
function assertDialect(schema: Json): void {
  if (
    typeof schema !== 'boolean' &&
    (typeof schema !== 'object' || schema === null || Array.isArray(schema))
  ) {
    throw new SchemaFlaw('', 'must be a JSON Schema: an object, true or false');
  }
  if (dialect === undefined) {
    const fresh = new Ajv2020({ logger: false, strict: false });
    // Kept once it is compiled: a time limit may end this half-way.
    void fresh.validateSchema(true);
    dialect = fresh;
  }
  if (dialect.validateSchema(schema) === true) return;
  const [first] = dialect.errors ?? [];
  throw new SchemaFlaw(
    first?.instancePath ?? '',
    first === undefined ? 'is wrong' : describeError(first).message,
  );
}

function flawOf(error: unknown, references: Reference[]): Error {
  if (!(error instanceof Error) || error instanceof SchemaFlaw) return error as Error;
  const missing = references.find(({ ref }) => error.message.includes(`reference ${ref} from`));
  if (missing !== undefined) {
    return new SchemaFlaw(missing.pointer, 'refers to nothing in this schema; nothing else is ever fetched');
  }
  return new SchemaFlaw('', `cannot be used: ${error.message.slice(0, 300)}`);
}
