import { accountRows } from './account-rows.ts'
import { dutyRows } from './duty-rows.ts'
import { generalRows } from './general-rows.ts'
import { groupRows } from './group-rows.ts'
import type { ServedPassage } from './served-passage.ts'

/**
 * The passages of the policy document with the pages, rules and tests that serve them, in the order of the document. A test
 * checks that these exist, and that every word of the document is quoted here or in `unservedPassages`.
 */
export const servedPassages: readonly ServedPassage[] = [...generalRows, ...dutyRows, ...accountRows, ...groupRows]
