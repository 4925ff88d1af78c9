import { describe, expect, it } from 'vitest'
import { demoCompany } from '../demo-company.ts'
import { createSimKit } from '../testing/sim-kit.ts'

describe('account protection', () => {
  it('the operation log can be read for a past period of at most a week, and not while it is off', async () => {
    const { post, simulator, clock } = createSimKit({ company: demoCompany })
    const { state } = simulator
    const now = Math.floor(clock.nowMs() / 1000)
    state.protection.operations.push({ time: now - 60, userid: 'guoji', oper_type: 4, ip: '183.40.88.*' })
    const readLog = (from: number, to: number) =>
      post('agent', 'security/member_oper_log/list', { start_time: from, end_time: to, userid: 'GUOJI', limit: 100 })
    expect(await readLog(now - 3600, now - 1)).toMatchObject({ errcode: 0, record_list: [{ oper_type: 4 }] })
    const refused = [
      [now - 8 * 86_400, now - 1],
      [now - 3600, now + 60],
      [now - 3600, now],
      [now - 10, now - 10],
    ] as const
    for (const [from, to] of refused) expect(await readLog(from, to)).toMatchObject({ errcode: 60267 })
    state.protection.operationLog = false
    expect(await readLog(now - 3600, now - 1)).toMatchObject({ errcode: 48002 })
  })

  it('the log of the console shows what an admin did there, and no API calls', async () => {
    const { callControlApi, post, simulator, clock } = createSimKit({ company: demoCompany })
    const now = () => Math.floor(clock.nowMs() / 1000)
    await post('contacts', 'user/update', { userid: 'guoji', position: '质检主管' })
    await callControlApi('/console/member', { userid: 'guoji', enable: 0 })
    await callControlApi('/console/member', { userid: 'sunhao', department: [12] })
    const readLog = () =>
      post('agent', 'security/admin_oper_log/list', { start_time: now() - 60, end_time: now() - 1, limit: 1 })
    clock.advance(2000)
    const first = await readLog()
    expect(first).toMatchObject({
      has_more: true,
      next_cursor: '1',
      record_list: [{ oper_type: 3, detail_type: 15, detail_info: '姓名：郭𠮷；账号：guoji；状态：禁用' }],
    })
    simulator.state.protection.adminLog = false
    expect(await readLog()).toMatchObject({ errcode: 48002 })
  })

  it('the log of the console tells 操作离职 from a deletion, and both end the account', async () => {
    const { callControlApi, post, simulator, clock } = createSimKit({ company: demoCompany })
    const now = () => Math.floor(clock.nowMs() / 1000)
    await callControlApi('/console/member/delete', { userid: 'guoji' })
    await callControlApi('/console/member/delete', { userid: 'sunhao', isDeparture: true })
    clock.advance(2000)
    const log = await post('agent', 'security/admin_oper_log/list', { start_time: now() - 60, end_time: now() - 1 })
    expect(log).toMatchObject({
      record_list: [
        { oper_type: 3, detail_type: 13, detail_info: '姓名：郭𠮷；账号：guoji' },
        { oper_type: 3, detail_type: 176, detail_info: '姓名：孙浩；账号：sunhao' },
      ],
    })
    const { members } = simulator.state.directory
    expect([members['guoji'], members['sunhao']]).toEqual([undefined, undefined])
  })

  it('a trusted device can be deleted, and a mailbox and its IMAP access can be disabled', async () => {
    const { post, simulator } = createSimKit({ company: demoCompany })
    const { state } = simulator
    state.protection.devices.push({ device_code: 'pc-1', userid: 'guoji', type: 1, pc_name: 'PC' })
    const listDevices = () => post('agent', 'security/trustdevice/get_by_user', { last_login_userid: 'guoji', type: 1 })
    expect(await listDevices()).toMatchObject({ device_list: [{ device_code: 'pc-1' }] })
    await post('agent', 'security/trustdevice/delete', { type: 1, device_code_list: ['pc-1'] })
    expect(await listDevices()).toMatchObject({ device_list: [] })
    await post('agent', 'exmail/account/act_email', { userid: 'guoji', type: 2 })
    const imapOff = { list: [{ type: 2, value: '0' }] }
    await post('agent', 'exmail/useroption/update', { userid: 'guoji', option: imapOff })
    expect(state.protection.mailboxState).toMatchObject({ guoji: { enabled: false, imap: false, pop: true } })
    expect(state.effects.map(({ effect }) => effect)).toEqual(['device.delete', 'mailbox.disable'])
  })

  it('the customers of a member are listed where the app may read them, and a member without customers is refused', async () => {
    const { get, simulator } = createSimKit({ company: demoCompany })
    const { protection } = simulator.state
    const list = (userid: string) => get('agent', `externalcontact/list?userid=${userid}`)
    expect(await list('guoji')).toMatchObject({ errcode: 84061 })
    protection.customers.push(
      { external_userid: 'wm-1', userid: 'guoji' },
      { external_userid: 'wm-2', userid: 'sunhao' },
    )
    expect(await list('GUOJI')).toMatchObject({ errcode: 0, external_userid: ['wm-1'] })
    protection.customerContact = false
    expect(await list('guoji')).toMatchObject({ errcode: 48002 })
  })
})
