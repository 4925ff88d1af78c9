import { requestKindNames, requestTypes } from '@desk/shared/requests/types/index'
import { expect, it } from 'vitest'
import { isDecidedByItem, itemsDecidedSingly } from './decided-by-item.ts'

it('a request type of several items is decided item by item, and its items can be searched', () => {
  const ofSeveral = requestKindNames.filter((kind) => requestTypes[kind].items.length > 1)
  expect(requestKindNames.filter(isDecidedByItem)).toEqual(ofSeveral)
  expect(itemsDecidedSingly).toEqual(ofSeveral.flatMap((kind) => requestTypes[kind].items))
})
