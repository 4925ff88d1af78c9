import { servedClauses } from '@desk/shared/clauses/clause-table'
import { pageTable } from '@desk/shared/pages/page-table'
import { routeRules } from '@desk/shared/pages/route-rules'

/** Prints which sentence of the policy document is served by which page, rule and test, as `npm run clauses` shows it. */
const rows = servedClauses.map(({ clause, demand, page, rule, test, evidence }) => [
  clause,
  demand,
  pageTable[page].path,
  `${rule} (${routeRules[rule]})`,
  test,
  evidence,
])
const table = [['clause', 'demand', 'page', 'rule', 'test', 'evidence'], ...rows]
const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
