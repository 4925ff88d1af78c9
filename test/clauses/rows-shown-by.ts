import { servedPassages } from './clause-table.ts'
import type { ServedPassage } from './served-passage.ts'

export const BROWSER_TESTS = 'test/e2e/'

/** Returns the audit actions that the row's own test leaves. */
export const evidenceHere = ({ evidence, elsewhere = [] }: ServedPassage): readonly string[] =>
  evidence.filter((action) => !elsewhere.includes(action))

/**
 * Returns the rows that the browser test with this title shows, each of whose actions has to be in the audit after it.
 *
 * Not checked: actions that another test leaves, which `elsewhere` of the row names; rows whose test is one of the server;
 * and whether the test acts through the page and the rule of the row. `clauses.test.ts` lists the actions that no browser
 * test checks.
 */
export const rowsShownBy = (title: string): ServedPassage[] =>
  servedPassages.filter(
    (row) => row.test[0].startsWith(BROWSER_TESTS) && title.includes(row.test[1]) && evidenceHere(row).length > 0,
  )
