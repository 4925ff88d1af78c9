import { accountRows } from './account-rows.ts'
import { dutyRows } from './duty-rows.ts'
import { generalRows } from './general-rows.ts'
import { groupRows } from './group-rows.ts'
import type { ServedWords } from './served-clause.ts'

/**
 * The pages, rules and tests that serve each sentence of the policy document, in the order of the document. A test checks that
 * they exist, and that every word of the document has a row here or among `unservedWords`.
 */
export const servedWords: readonly ServedWords[] = [...generalRows, ...dutyRows, ...accountRows, ...groupRows]
