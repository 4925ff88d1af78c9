import { describe, expect, it } from 'vitest'
import { lanjiang } from '../demo-company.ts'
import { createSimKit } from '../testing/sim-kit.ts'

describe('what protects an account', () => {
  it('the operation log is read in spans of a week, of what is over, and by those who may', async () => {
    const { post, simulator, clock } = createSimKit({ company: lanjiang })
    const { state } = simulator
    const now = Math.floor(clock.nowMs() / 1000)
    state.protection.operations.push({ time: now - 60, userid: 'guoji', oper_type: 4, ip: '183.40.88.*' })
    const read = (from: number, to: number) =>
      post('agent', 'security/member_oper_log/list', { start_time: from, end_time: to, userid: 'GUOJI', limit: 100 })
    expect(await read(now - 3600, now)).toMatchObject({ errcode: 0, record_list: [{ oper_type: 4 }] })
    expect(await read(now - 8 * 86_400, now)).toMatchObject({ errcode: 40058 })
    expect(await read(now - 3600, now + 60)).toMatchObject({ errcode: 40058 })
    state.protection.operationLog = false
    expect(await read(now - 3600, now)).toMatchObject({ errcode: 48002 })
  })

  it('a PC that is deleted is gone, and a mailbox that is closed stays closed until it is opened', async () => {
    const { post, simulator } = createSimKit({ company: lanjiang })
    const { state } = simulator
    state.protection.devices.push({ device_code: 'pc-1', userid: 'guoji', type: 1, pc_name: 'PC' })
    const own = () => post('agent', 'security/trustdevice/get_by_user', { last_login_userid: 'guoji', type: 1 })
    expect(await own()).toMatchObject({ device_list: [{ device_code: 'pc-1' }] })
    await post('agent', 'security/trustdevice/delete', { type: 1, device_code_list: ['pc-1'] })
    expect(await own()).toMatchObject({ device_list: [] })
    await post('agent', 'exmail/account/act_email', { userid: 'guoji', type: 2 })
    const off = { list: [{ type: 2, value: '0' }] }
    await post('agent', 'exmail/useroption/update', { userid: 'guoji', option: off })
    expect(state.protection.mailboxState).toMatchObject({ guoji: { enabled: false, imap: false, pop: true } })
    expect(state.effects.map(({ effect }) => effect)).toEqual(['device.delete', 'mailbox.disable'])
  })
})
