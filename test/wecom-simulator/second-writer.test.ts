import { DAY_MS, HOUR_MS } from '@desk/shared/kernel/durations'
import { expect, it } from 'vitest'
import { createMovableClock } from './clock.ts'
import { demoCompany } from './demo-company.ts'
import { findMember } from './directory.ts'
import { createSimulator } from './simulator.ts'
import { setSecondWriter } from './second-writer.ts'
import { updateMember } from './member-changes.ts'
import { controlApiOf } from './testing/sim-kit.ts'

it('the other system sets its values back once a night, without an event and without a line in the log of the console', async () => {
  const clock = createMovableClock(new Date('2026-03-17T02:00:00.000Z'), () => 0)
  const simulator = createSimulator({ company: demoCompany, clock })
  const { context, state } = simulator
  const advance = (hours: number) => controlApiOf(simulator)('/clock', { advanceMs: hours * HOUR_MS })
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

it('what is entered in the other system is written the next night: new members, changed values and deletions', async () => {
  const clock = createMovableClock(new Date('2026-03-17T02:00:00.000Z'), () => 0)
  const simulator = createSimulator({ company: demoCompany, clock })
  const { context, state } = simulator
  const callControlApi = controlApiOf(simulator)
  const member = (userid: string) => findMember(state.directory, userid)
  setSecondWriter(context, true)
  const joiner = { userid: 'heming', name: '贺铭', mobile: '13910000001', department: [11], position: '检验员' }
  for (const entry of [joiner, { userid: 'sunhao', position: '采购助理' }, { userid: 'gaofeng', isDeleted: true }])
    expect((await callControlApi('/second-writer/orders', entry)).status).toBe(204)
  expect([member('heming'), member('sunhao')?.position]).toEqual([undefined, '检验员'])
  await callControlApi('/clock', { advanceMs: DAY_MS })
  expect(member('heming')).toMatchObject({ name: '贺铭', department: [11], activated: false })
  expect([member('sunhao')?.position, member('gaofeng')]).toEqual(['采购助理', undefined])
  expect(state.effects.flatMap((entry) => (entry.effect === 'invite' ? entry.to : []))).toEqual([])
  expect(state.protection.adminOperations).toEqual([])
  // The second writer holds the position that was entered, and sets this update back.
  updateMember(context, { userid: 'heming', position: '检验班长' }, 'contacts')
  await callControlApi('/clock', { advanceMs: DAY_MS })
  expect([member('heming')?.position, member('sunhao')?.position]).toEqual(['检验员', '采购助理'])
})
