import { describe, expect, test } from 'vitest';
import { postgresDefault, postgresType } from '../../cli/lib/copy/postgres-type.js';

const fitting = { longest: 0, largest: 0, notUuids: 0 };

describe('the type of a column of SQLite on PostgreSQL', () => {
  test.each([
    ['integer', [], 'integer'],
    ['INTEGER', [], 'integer'],
    ['bigint', [], 'bigint'],
    ['boolean', ['cast-boolean'], 'boolean'],
    ['varchar(255)', [], 'varchar(255)'],
    ['varchar', [], 'text'],
    ['char(36)', [], 'uuid'],
    ['char(64)', [], 'varchar(64)'],
    ['text', ['cast-csv'], 'text'],
    ['datetime', [], 'timestamp'],
    ['datetime', ['date-created', 'cast-timestamp'], 'timestamptz'],
    ['date', [], 'date'],
    ['float', [], 'double precision'],
    ['decimal(10, 2)', [], 'numeric(10, 2)'],
    ['json', ['cast-json'], 'json'],
    ['text', ['cast-json'], 'json'],
    ['blob', [], 'bytea'],
    ['', [], 'text'],
    ['something else', [], 'text'],
  ])('%j with %j is %s', (declared, special, expected) => {
    expect(postgresType(declared, special, fitting)).toBe(expected);
  });

  test.each([
    ['integer', { ...fitting, largest: 2_147_483_647 }, 'integer'],
    ['integer', { ...fitting, largest: 2_147_483_648 }, 'bigint'],
    ['varchar(40)', { ...fitting, longest: 40 }, 'varchar(40)'],
    ['varchar(40)', { ...fitting, longest: 41 }, 'text'],
    ['char(36)', { ...fitting, longest: 36, notUuids: 1 }, 'varchar(36)'],
  ])('%s with rows of %j is %s', (declared, holds, expected) => {
    expect(postgresType(declared, [], holds)).toBe(expected);
  });

  test.each([
    [null, 'text', null],
    ['null', 'text', null],
    ["'active'", 'varchar(20)', "'active'"],
    ["'it''s'", 'text', "'it''s'"],
    ['"active"', 'text', "'active'"],
    ["'1'", 'boolean', 'true'],
    ['0', 'boolean', 'false'],
    ['0', 'integer', '0'],
    ['-1.5', 'double precision', '-1.5'],
    ['5', 'text', "'5'"],
    ["'{}'", 'json', "'{}'"],
    ['CURRENT_TIMESTAMP', 'timestamptz', 'CURRENT_TIMESTAMP'],
    ["(strftime('%s', 'now'))", 'integer', null],
  ])('the default %s of %s is %s', (fallback, type, expected) => {
    expect(postgresDefault(fallback, type)).toBe(expected);
  });
});
