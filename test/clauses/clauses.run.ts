import { pageTable } from '@desk/shared/pages/page-table'
import { routeRules } from '@desk/shared/pages/route-rules'
import { servedPassages } from './clause-table.ts'
import { unservedPassages } from './unserved-passages.ts'

/** Returns the number of columns that a text takes on a terminal: two for each Chinese character. */
const columnsOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0)

function print(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))))
  const padded = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell))
  for (const row of rows) console.log(row.map(padded).join('  ').trimEnd())
}

// Prints which page, rule and test serve which passage of the policy document, and the passages that nothing serves.
print([
  ['clause', 'words', 'page', 'rule', 'test', 'evidence'],
  ...servedPassages.map(({ clause, words, page, rule, test, evidence }) => [
    clause,
    words,
    pageTable[page].path,
    `${rule} (${routeRules[rule]})`,
    test.join(': '),
    evidence.join(', '),
  ]),
])
console.log()
print([
  ['clause', 'words that nothing serves', 'reason'],
  ...unservedPassages.map(({ clause, words, reason }) => [clause, words, reason]),
])
