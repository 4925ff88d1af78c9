import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()

describe('hasAccount', () => {
  /** Creates the adapter with 郭𠮷 outside the visible range. */
  function setUpHidden(outOfRangeCode: 60011 | 60021 | 60111) {
    const context = createAdapter()
    const { state } = context.simulator
    state.switches.outOfRangeCode = outOfRangeCode
    state.app.visibleDepartments = [12]
    return context
  }

  it.each([60011, 60021, 60111] as const)(
    'hasAccount returns true for a member outside the visible range, whom the app reads as %i, and false for a deleted one',
    async (code) => {
      const { wecom } = setUpHidden(code)
      expect([await wecom.findMember('guoji'), await wecom.hasAccount('GuoJi')]).toEqual([null, true])
      await wecom.deleteMember('guoji')
      expect(await wecom.hasAccount('guoji')).toBe(false)
    },
  )

  it.each([
    [60011, true],
    [60021, true],
    [60111, null],
  ] as const)(
    'without the list of ids, for a member whom the app reads as %i, hasAccount returns %s',
    async (code, expected) => {
      const { wecom, callControlApi } = setUpHidden(code)
      await callControlApi('/faults', { endpoint: 'user/list_id', kind: 'errcode', errcode: 48002 })
      expect(await wecom.hasAccount('guoji')).toBe(expected)
    },
  )

  it('an empty list of ids proves no deletion', async () => {
    const { wecom, simulator } = createAdapter()
    simulator.state.directory.members = {}
    simulator.state.directory.version += 1
    expect([await wecom.hasAccount('guoji'), await wecom.findAccounts(['guoji'])]).toEqual([null, null])
  })

  it('findAccounts reads the list of ids once, returns its members in and outside the visible range, and null without it', async () => {
    const { wecom, simulator, callControlApi } = setUpHidden(60111)
    expect(await wecom.findAccounts(['GuoJi', 'nobody', 'wangfang'])).toEqual(['GuoJi', 'wangfang'])
    expect(simulator.state.calls.filter(({ path }) => path === '/cgi-bin/user/list_id')).toHaveLength(1)
    await callControlApi('/faults', { endpoint: 'user/list_id', kind: 'errcode', errcode: 48002 })
    expect(await wecom.findAccounts(['guoji'])).toBeNull()
  })

  it('a member who left the company and whose record stays is not found, is not listed and has no account', async () => {
    const { wecom, simulator, callControlApi } = createAdapter()
    const { departments = [] } = (await wecom.findMember('guoji')) ?? {}
    simulator.state.switches.leftMember = 'record'
    await callControlApi('/console/member/leave', { userid: 'guoji' })
    const listed = await Promise.all(departments.map((id) => wecom.listMembers(id)))
    expect(listed.flat().map(({ userid }) => userid)).not.toContain('guoji')
    expect([await wecom.findMember('guoji'), await wecom.hasAccount('guoji')]).toEqual([null, false])
  })

  it('isShownAsLeft is true only for a member who left the company and whose record stays in the visible range', async () => {
    const { wecom, simulator, callControlApi } = createAdapter()
    expect([await wecom.isShownAsLeft('guoji'), await wecom.isShownAsLeft('nobody')]).toEqual([false, false])
    simulator.state.switches.leftMember = 'record'
    await callControlApi('/console/member/leave', { userid: 'guoji' })
    expect(await wecom.isShownAsLeft('GuoJi')).toBe(true)
    simulator.state.app.visibleDepartments = [12]
    expect(await wecom.isShownAsLeft('guoji')).toBe(false)
  })
})
