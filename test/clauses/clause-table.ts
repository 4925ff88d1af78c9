import { accountRows } from './account-rows.ts'
import { dutyRows } from './duty-rows.ts'
import { generalRows } from './general-rows.ts'
import { groupRows } from './group-rows.ts'
import type { ServedWords } from './served-clause.ts'

/**
 * What serves each sentence of the policy document, in the order of the document. A test checks that every name in it exists,
 * and that no word of the document is without a row here or among `unservedWords`.
 */
export const servedWords: readonly ServedWords[] = [...generalRows, ...dutyRows, ...accountRows, ...groupRows]
