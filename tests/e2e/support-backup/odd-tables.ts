import type { Knex } from 'knex';
import type { Vendor } from '../../helpers/vendors.js';

/** Tables that Directus does not know, with everything that a careless copy loses. */
const POSTGRES = `
  CREATE TYPE mood AS ENUM ('fine', 'it''s ok?', 'ähm');
  CREATE SEQUENCE tickets AS smallint INCREMENT BY -3 START WITH 99 MAXVALUE 99 MINVALUE -99 CYCLE;
  SELECT nextval('tickets'), nextval('tickets');
  CREATE TABLE "Odd/ta:ble é" (
    id bigserial PRIMARY KEY,
    always integer GENERATED ALWAYS AS IDENTITY (START WITH 70),
    "the big: one" bigint CHECK ("the big: one" <> 0),
    exact numeric(30, 12),
    bytes bytea,
    raw json,
    parsed jsonb DEFAULT '{"a": "?"}',
    micro timestamptz,
    wall timestamp,
    span interval,
    float float8,
    small real,
    padded char(5),
    words text[],
    feeling mood DEFAULT 'it''s ok?',
    mine text COLLATE "C",
    twice numeric GENERATED ALWAYS AS (exact * 2) STORED,
    above bigint REFERENCES "Odd/ta:ble é" (id) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE UNIQUE INDEX odd_partial ON "Odd/ta:ble é" (lower(mine)) WHERE mine <> 'a?b';
  CREATE TABLE no_key (n integer);
  INSERT INTO no_key VALUES (1), (1), (NULL);
  INSERT INTO "Odd/ta:ble é" ("the big: one", exact, bytes, raw, parsed, micro, wall, span, float, small, padded, words, mine, above)
  VALUES (9223372036854775807, 123456789012345678.123456789012, '\\x00ff27', '{"b" :1,  "a":1.0}', '"5"',
    '2026-03-29 01:30:00.123456+05', '1969-12-31 23:59:59.999999', '1 mon -2 days 03:00:00.000001', 0.1, 'NaN', 'ab',
    '{"x,y",NULL,"q\\"?"}', E'a\\n\\t\\\\\\'?', 2),
    (-9007199254740993, NULL, NULL, NULL, NULL, 'infinity', NULL, NULL, '-Infinity', 1e-40, NULL, '{}', '', 1)`;

const SQLITE = [
  `CREATE TABLE "Odd/ta:ble é" (id INTEGER PRIMARY KEY AUTOINCREMENT, big, real, bytes, text TEXT COLLATE NOCASE,
    twice GENERATED ALWAYS AS (big * 2) STORED)`,
  `CREATE UNIQUE INDEX odd_partial ON "Odd/ta:ble é" (lower(text)) WHERE text <> 'a?b'`,
  `INSERT INTO "Odd/ta:ble é" (id, big, real, bytes, text) VALUES (5, 9223372036854775807, 0.1, x'00ff27', 'a' || char(0) || 'b')`,
  `INSERT INTO "Odd/ta:ble é" (big, real, bytes, text) VALUES (-9007199254740993, 1.0, 9e999, NULL)`,
  `CREATE TABLE no_key (n integer)`,
  `INSERT INTO no_key VALUES (1), (1), (NULL), ('text')`,
  `CREATE VIEW odd_view AS SELECT n FROM no_key`,
  `CREATE TRIGGER odd_trigger AFTER INSERT ON no_key BEGIN DELETE FROM no_key WHERE n = 99; END`,
];

export async function makeOddTables(knex: Knex, vendor: Vendor): Promise<void> {
  if (vendor === 'postgres') await knex.raw(POSTGRES.replaceAll('?', '\\?'));
  else for (const statement of SQLITE) await knex.raw(statement.replaceAll('?', '\\?'));
}

/** Everything in these tables in the database's own writing, and where their counters are. */
export async function readOddTables(knex: Knex, vendor: Vendor): Promise<unknown> {
  const read = async (sql: string): Promise<unknown> => {
    const result: { rows: unknown[] } | unknown[] = await knex.raw(sql.replaceAll('?', '\\?'));
    return Array.isArray(result) ? result : result.rows;
  };
  if (vendor === 'sqlite')
    return Promise.all([
      read(`SELECT id, quote(big) b, typeof(real) t, quote(real) r, quote(bytes) x, hex(text) h, quote(twice) w
        FROM "Odd/ta:ble é" ORDER BY id`),
      read('SELECT quote(n) AS n FROM odd_view ORDER BY 1'),
      read(`SELECT seq FROM sqlite_sequence WHERE name LIKE 'Odd%'`),
    ]);
  return Promise.all([
    read(`SELECT odd::text, raw::text FROM "Odd/ta:ble é" AS odd ORDER BY id`),
    read('SELECT n FROM no_key ORDER BY n'),
    read('SELECT last_value, is_called FROM tickets'),
    read(`SELECT sequencename, last_value FROM pg_sequences WHERE sequencename LIKE 'Odd%' ORDER BY 1`),
  ]);
}
