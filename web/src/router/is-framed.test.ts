import { expect, it } from 'vitest'
import { sampleMe } from '../testing/samples/sample-people.ts'
import { isFramed } from './is-framed.ts'

const hr = { me: { ...sampleMe, roles: ['hr' as const] }, isComputer: false }

it('the navigation of the desk is added to a page that does not contain it, such as that of a closing, and to no page that does', () => {
  expect([isFramed('closing', hr), isFramed('joiner', hr)]).toEqual([true, true])
  expect([isFramed('closings', hr), isFramed('joiners', hr)]).toEqual([false, false])
})

it('a member without a role, such as one who takes over from a leaver or who decides for an admin, has no navigation of the desk', () => {
  const member = { me: { ...sampleMe, roles: [], isDeptAdmin: false }, isComputer: true }
  const nobody = { me: null, isComputer: true }
  expect([isFramed('home', member), isFramed('closing', member), isFramed('closing', nobody)]).toEqual([
    false,
    false,
    false,
  ])
})

it('a department admin has the navigation at home, as on their pages of the desk, which contain it', () => {
  const admin = { me: { ...sampleMe, roles: [], isDeptAdmin: true }, isComputer: true }
  expect([isFramed('home', admin), isFramed('approvals', admin), isFramed('policy-board', admin)]).toEqual([
    true,
    true,
    false,
  ])
})

it('on a phone the home of a department admin loads without the navigation, as that of a member; their other pages have it', () => {
  const admin = { me: { ...sampleMe, roles: [], isDeptAdmin: true }, isComputer: false }
  expect([isFramed('home', admin), isFramed('approvals', admin)]).toEqual([false, true])
  expect(isFramed('home', hr)).toBe(true)
})
