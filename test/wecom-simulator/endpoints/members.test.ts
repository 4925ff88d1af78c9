import { describe, expect, it } from 'vitest'
import { generatedCompany, smallCompany } from '../company.ts'
import { createSimKit, createNarrowKit } from '../testing/sim-kit.ts'

const sensitive = ['avatar', 'gender', 'mobile', 'email', 'biz_mail', 'qr_code', 'address']

describe('user/get and user/list', () => {
  it('user/get omits the sensitive fields', async () => {
    const member = await createSimKit().get('agent', 'user/get?userid=ZHANG')
    expect(member).toMatchObject({ userid: 'zhang', name: '张三', position: '客服专员', department: [3], status: 1 })
    for (const field of sensitive) expect(member).not.toHaveProperty(field)
  })

  it('user/get returns sensitive fields empty or filled, by the switch sensitiveFields', async () => {
    const { get, callControlApi } = createSimKit()
    await callControlApi('/switches', { sensitiveFields: 'empty' })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ mobile: '', gender: '0' })
    await callControlApi('/switches', { sensitiveFields: 'sent' })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ mobile: expect.stringMatching(/^199/) })
  })

  it('user/get returns a phone number in one format, whatever format it was written in', async () => {
    const { get, post, callControlApi } = createSimKit()
    await callControlApi('/switches', { sensitiveFields: 'sent' })
    const person = { name: '王五', department: [2], to_invite: false }
    await post('contacts', 'user/create', { ...person, userid: 'wang', mobile: '+86 139-0000-1111' })
    await post('contacts', 'user/create', { ...person, userid: 'smith', mobile: '+44 20-7946 0958' })
    expect(await get('agent', 'user/get?userid=wang')).toMatchObject({ mobile: '13900001111' })
    expect(await get('agent', 'user/get?userid=smith')).toMatchObject({ mobile: '+442079460958' })
  })

  it.each([
    ['an unknown userid', 'user/get?userid=nobody', 60111],
    ['a missing userid', 'user/get', 41009],
    ['a userid outside the visible range', 'user/get?userid=li', 60011],
  ])('user/get with %s (%s) returns %i', async (_name, path, errcode) => {
    expect(await createNarrowKit().get('agent', path)).toMatchObject({ errcode })
  })

  it('the switch outOfRangeCode sets the error code of a member outside the visible range', async () => {
    const { get, callControlApi } = createNarrowKit()
    await callControlApi('/switches', { outOfRangeCode: 60021 })
    expect(await get('agent', 'user/get?userid=li')).toMatchObject({ errcode: 60021 })
  })

  it('user/list lists direct members, and refuses a department outside the visible range', async () => {
    const kit = createSimKit()
    expect(await kit.get('agent', 'user/list?department_id=2')).toMatchObject({
      userlist: [{ userid: 'li', is_leader_in_dept: [1] }],
    })
    expect(await kit.get('agent', 'user/simplelist?department_id=3')).toMatchObject({
      userlist: [{ userid: 'zhang', name: '张三', department: [3] }],
    })
    expect(await createNarrowKit().get('agent', 'user/list?department_id=2')).toMatchObject({ errcode: 60011 })
    expect(await createNarrowKit().get('agent', 'user/list?department_id=99')).toMatchObject({ errcode: 60123 })
  })

  it('a member who leaves the company is deleted, or stays with status 5, by the switch leftMember', async () => {
    const { get, post, callControlApi } = createSimKit()
    await callControlApi('/switches', { leftMember: 'record' })
    await callControlApi('/console/member/leave', { userid: 'zhang' })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ status: 5 })
    expect(await post('contacts', 'user/update', { userid: 'zhang', enable: 0 })).toMatchObject({ errcode: 60111 })
    await callControlApi('/switches', { leftMember: 'gone' })
    await callControlApi('/console/member/leave', { userid: 'li' })
    expect(await get('agent', 'user/get?userid=li')).toMatchObject({ errcode: 60111 })
  })

  it('user/list_id pages by cursor, with one row for each membership', async () => {
    const { post } = createSimKit({ company: generatedCompany(5, 2) })
    const first = await post('contacts', 'user/list_id', { limit: 3 })
    expect(first).toMatchObject({ next_cursor: '3', dept_user: { length: 3 } })
    const rest = await post('contacts', 'user/list_id', { limit: 3, cursor: first.next_cursor })
    expect(rest).toMatchObject({ next_cursor: '', dept_user: { length: 2 } })
  })
})

describe('department/list and department/get', () => {
  it('department/list returns the visible departments with their leaders', async () => {
    expect(await createSimKit().get('agent', 'department/list')).toMatchObject({
      department: [{ id: 1, parentid: 0 }, { id: 2, department_leader: ['li'], parentid: 1 }, { id: 3 }],
    })
    expect(await createNarrowKit().get('agent', 'department/list')).toMatchObject({ department: [{ id: 3 }] })
    expect(await createNarrowKit().get('agent', 'department/get?id=2')).toMatchObject({ errcode: 60011 })
    expect(await createNarrowKit().get('contacts', 'department/simplelist')).toMatchObject({
      department_id: { length: 3 },
    })
  })
})

describe('user/update', () => {
  it('user/update writes the fields and records only those that changed', async () => {
    const { post, get, effects } = createSimKit()
    const update = { userid: 'zhang', position: '高级客服', telephone: '0755-10000001' }
    expect(await post('contacts', 'user/update', update)).toEqual({ errcode: 0, errmsg: 'updated' })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({
      position: '高级客服',
      telephone: '0755-10000001',
    })
    expect(effects()).toEqual([
      { effect: 'member.update', userid: 'zhang', field: 'position', from: '客服专员', to: '高级客服', by: 'contacts' },
    ])
    await post('contacts', 'user/update', update)
    expect(effects()).toHaveLength(1)
  })

  it('user/update ignores the mobile of an activated member without an error', async () => {
    const { post, effects, simulator } = createSimKit({
      company: smallCompany({
        members: [
          { userid: 'zhang', name: '张三', departments: [3], mobile: '13900000001' },
          { userid: 'new', name: '新人', departments: [3], mobile: '13900000002', notActivated: true },
        ],
      }),
    })
    expect(await post('contacts', 'user/update', { userid: 'zhang', mobile: '13900009999' })).toMatchObject({
      errmsg: 'updated',
    })
    expect(simulator.state.directory.members.zhang?.mobile).toBe('13900000001')
    expect(effects()).toEqual([])
    await post('contacts', 'user/update', { userid: 'new', mobile: '13900009999' })
    expect(simulator.state.directory.members.new?.mobile).toBe('13900009999')
    expect(await post('contacts', 'user/update', { userid: 'new', mobile: '13900000001' })).toMatchObject({
      errcode: 60104,
    })
  })

  it.each([
    ['an unknown member', { userid: 'nobody' }, 60111],
    ['an empty name', { name: ' ' }, 60112],
    ['a name of 65 characters', { name: '𠮷'.repeat(65) }, 60112],
    ['a long position', { position: 'x'.repeat(129) }, 301012],
    ['letters in the telephone', { telephone: 'ext 5' }, 301013],
    ['an invalid email', { email: 'x@y' }, 60105],
    ['the email of another member', { email: 'LI@lanjiang.example' }, 60106],
    ['an invalid company email', { biz_mail: 'x@y' }, 60143],
    ['an unknown department', { department: [99] }, 60123],
    ['too many departments', { department: Array.from({ length: 21 }, () => 2) }, 60110],
    ['is_leader_in_dept of another length', { department: [2, 3], is_leader_in_dept: [1] }, 60132],
    ['two direct leaders', { direct_leader: ['li', 'zhang'] }, 60257],
    ['a new userid', { new_userid: 'zhang2' }, 301036],
    ['a wrong type', { enable: 'no' }, 40058],
  ])('user/update refuses %s and changes nothing', async (_name, update, errcode) => {
    const { post, effects, simulator } = createSimKit()
    const before = structuredClone(simulator.state.directory.members)
    expect(await post('contacts', 'user/update', { userid: 'zhang', position: '新岗位', ...update })).toMatchObject({
      errcode,
    })
    expect(effects()).toEqual([])
    expect(simulator.state.directory.members).toEqual(before)
  })

  it('user/update accepts a name of 64 characters of several bytes', async () => {
    const name = '𠮷'.repeat(64)
    const { post, get } = createSimKit()
    await post('contacts', 'user/update', { userid: 'zhang', name })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ name })
  })

  it('user/update records disabling and enabling a member once each', async () => {
    const { post, get, effects } = createSimKit()
    for (const enable of [0, 0, 1]) await post('contacts', 'user/update', { userid: 'zhang', enable })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ status: 1 })
    expect(effects()).toEqual([
      { effect: 'member.disable', userid: 'zhang', by: 'contacts' },
      { effect: 'member.enable', userid: 'zhang', by: 'contacts' },
    ])
  })

  it('user/update ignores an attribute that is not defined in the console', async () => {
    const { post, get } = createSimKit()
    const attr = (name: string) => ({ type: 0, name, text: { value: 'A1' } })
    await post('contacts', 'user/update', { userid: 'zhang', extattr: { attrs: [attr('工号'), attr('星座')] } })
    expect(await get('agent', 'user/get?userid=zhang')).toMatchObject({ extattr: { attrs: [attr('工号')] } })
  })
})
