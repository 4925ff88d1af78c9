import { requestStates } from '@desk/shared/requests/model/request-flow'
import { expect, it } from 'vitest'
import { mayChangeRemotely } from './may-change-remotely.ts'

it('mayChangeRemotely is true in every state that has a next actor', () => {
  const states = requestStates.filter((state) => mayChangeRemotely({ state, allowed: [] }))
  expect(states).toEqual(['draft', 'open', 'returned', 'decided', 'executing'])
})

it('mayChangeRemotely is false while the viewer can decide', () => {
  expect(mayChangeRemotely({ state: 'open', allowed: ['decide'] })).toBe(false)
  expect(mayChangeRemotely({ state: 'open', allowed: ['withdraw', 'urge'] })).toBe(true)
})
