import { infoFields } from '@desk/shared/info-change/info-fields'
import type { RequestItem, RequestType } from '@desk/shared/requests/types/index'

/** The items of the request types that are decided item by item, without their definitions, which lists do not need. */
const itemsOf: Readonly<Partial<Record<RequestType, readonly RequestItem[]>>> = { info_change: infoFields }

/** Returns whether single items can be refused. Other requests are decided as a whole. */
export const isDecidedByItem = (kind: RequestType): boolean => itemsOf[kind] !== undefined

export const individuallyDecidedItems: readonly RequestItem[] = Object.values(itemsOf).flat()
