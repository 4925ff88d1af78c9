import { expect, it } from 'vitest'
import { sampleMe } from '../testing/samples/sample-people.ts'
import { isFramed } from './is-framed.ts'

const hr = { ...sampleMe, roles: ['hr' as const] }

it('the navigation of the desk is added to the page of a closing, and to no page that contains it', () => {
  expect([isFramed('closing', hr), isFramed('joiner', hr)]).toEqual([true, true])
  expect([isFramed('closings', hr), isFramed('joiners', hr)]).toEqual([false, false])
})

it('a member without a role, such as an heir, has no navigation of the desk', () => {
  expect([isFramed('closing', { ...sampleMe, roles: [] }), isFramed('closing', null)]).toEqual([false, false])
})
