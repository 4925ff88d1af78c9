import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { isDecidedByItem } from './decided-by-item.ts'

/** Returns whether a row shows everything that is decided, and nothing in it asks for a closer look. */
export const mayDecideInList = ({ kind, isRisky }: Pick<RequestSummary, 'kind' | 'isRisky'>): boolean =>
  isDecidedByItem(kind) && !isRisky
