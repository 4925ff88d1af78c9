import { requestKindNames, requestTypes } from '@desk/shared/requests/types/index'
import { expect, it } from 'vitest'
import { individuallyDecidedItems, isDecidedByItem } from './decided-by-item.ts'

it('a request type of several items is decided item by item, and its items are listed', () => {
  const ofSeveral = requestKindNames.filter((kind) => requestTypes[kind].items.length > 1)
  expect(requestKindNames.filter(isDecidedByItem)).toEqual(ofSeveral)
  expect(individuallyDecidedItems).toEqual(ofSeveral.flatMap((kind) => requestTypes[kind].items))
})
