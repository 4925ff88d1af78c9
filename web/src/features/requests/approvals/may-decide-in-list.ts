import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { isDecidedByItem } from './decided-by-item.ts'

/** Returns whether a request changes a value that is compared with a document of the person before it is approved. */
export const asksForDocument = ({ changes }: Pick<RequestSummary, 'changes'>): boolean =>
  changes.some(({ field }) => field === 'name')

/** Returns whether a row shows everything that is decided, and nothing in it asks for a closer look. */
export const mayDecideInList = ({ kind, isRisky }: Pick<RequestSummary, 'kind' | 'isRisky'>): boolean =>
  isDecidedByItem(kind) && !isRisky
