import { expect, it } from 'vitest'
import { createMovableClock } from './clock.ts'
import { demoCompany } from './demo-company.ts'
import { findMember } from './directory.ts'
import { createSimulator } from './simulator.ts'
import { setSecondWriter } from './second-writer.ts'
import { updateMember } from './member-changes.ts'

it('the other system sets its values back once a night, without an event and without a line in the log of the console', async () => {
  const clock = createMovableClock(new Date('2026-03-17T02:00:00.000Z'), () => 0)
  const { context, app, state } = createSimulator({ company: demoCompany, clock })
  const advance = (hours: number) =>
    app.request('/__sim__/clock', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceMs: hours * 3_600_000 }),
    })
  const position = () => findMember(state.directory, 'guoji')?.position
  setSecondWriter(context, true)
  updateMember(context, { userid: 'guoji', position: '质检主管' }, 'contacts')
  await advance(12)
  expect(position()).toBe('质检主管')
  await advance(5)
  expect(position()).toBe('质检工程师')
  expect(state.protection.adminOperations).toEqual([])
  updateMember(context, { userid: 'guoji', position: '质检主管' }, 'contacts')
  await advance(1)
  expect(position()).toBe('质检主管')
  setSecondWriter(context, false)
  await advance(48)
  expect(position()).toBe('质检主管')
})
