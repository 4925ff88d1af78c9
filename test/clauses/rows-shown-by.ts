import { servedWords } from './clause-table.ts'
import type { ServedWords } from './served-clause.ts'

export const BROWSER_TESTS = 'test/e2e/'

/** Returns the audit actions that the test of a row leaves itself. */
export const evidenceHere = ({ evidence, elsewhere = [] }: ServedWords): readonly string[] =>
  evidence.filter((action) => !elsewhere.includes(action))

/**
 * Returns the rows that the browser test with this title shows, each of whose actions has to be in the audit after it.
 *
 * Not checked: actions that another act leaves, which `elsewhere` of the row names; rows whose test is one of the server,
 * which compares what it needs of the audit itself; and that the page and the rule of the row are those through which the
 * test acts. `clauses.test.ts` lists the actions that are checked in no browser.
 */
export const rowsShownBy = (title: string): ServedWords[] =>
  servedWords.filter(
    (row) => row.test[0].startsWith(BROWSER_TESTS) && title.includes(row.test[1]) && evidenceHere(row).length > 0,
  )
