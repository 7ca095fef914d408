import type { Knex } from 'knex';

/** A node of a plan, as far as it is looked at. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** What PostgreSQL does for a query, and how long it took where it was carried out. */
interface Explained {
  /** Tables that are read without an index. */
  scanned: string[];
  /** Indexes used, sorted, each once. */
  indexes: string[];
  /** Milliseconds in the server; 0 where the query was only planned. */
  ms: number;
  plan: PlanNode;
}

/** A query as a server sent it: `$1` … and the values in their order. */
export interface Query {
  sql: string;
  bindings: unknown[];
}

/** Plans a query of PostgreSQL with its values, as the server that sent it did; `analyze` carries it out as well. */
export async function explain(knex: Knex, query: Query, analyze = false): Promise<Explained> {
  const options = analyze ? 'ANALYZE, FORMAT JSON' : 'FORMAT JSON';
  const answer: { rows: { 'QUERY PLAN': { Plan: PlanNode; 'Execution Time'?: number }[] }[] } =
    await knex.raw(`EXPLAIN (${options}) ${withValues(knex, query)}`);
  const [explained] = answer.rows[0]?.['QUERY PLAN'] ?? [];
  if (explained === undefined) throw new Error('PostgreSQL explained nothing');
  const nodes = flatten(explained.Plan);
  return {
    scanned: nodes.flatMap((node) =>
      node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? '?'] : [],
    ),
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))].sort(),
    ms: explained['Execution Time'] ?? 0,
    plan: explained.Plan,
  };
}

/** EXPLAIN takes no parameters where the plan should know the values: they are written into the text, escaped. */
function withValues(knex: Knex, { sql, bindings }: Query): string {
  const order: unknown[] = [];
  // Question marks are operators of jsonb here, and parameters to knex.
  const text = sql.replaceAll('?', '\\?').replace(/\$(\d+)/g, (_, number: string) => {
    order.push(bindings[Number(number) - 1]);
    return '?';
  });
  return knex
    .raw(text, order as Knex.RawBinding[])
    .toQuery()
    .replaceAll('?', '\\?');
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

/** The reads that a server printed while it answered (`LOG_LEVEL=trace`), with their values. */
export function printedReads(log: string): Query[] {
  return [...log.matchAll(/\d+ms\] (select .*) \[(.*)\]/gi)].map(([, sql = '', values = '']) => ({
    sql,
    bindings: values === '' ? [] : values.split(', '),
  }));
}
