import { requestStates } from '@desk/shared/requests/model/request-flow'
import { expect, it } from 'vitest'
import { changesByItself } from './may-change-remotely.ts'

it('a page is looked at again while others are at it, and not once it is over', () => {
  const states = requestStates.filter((state) => changesByItself({ state, allowed: [] }))
  expect(states).toEqual(['draft', 'open', 'returned', 'decided', 'executing'])
})

it('the screen of somebody who decides stays as it is', () => {
  expect(changesByItself({ state: 'open', allowed: ['decide'] })).toBe(false)
  expect(changesByItself({ state: 'open', allowed: ['withdraw', 'urge'] })).toBe(true)
})
