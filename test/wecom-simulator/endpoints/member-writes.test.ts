import { describe, expect, it } from 'vitest'
import { smallCompany } from '../company.ts'
import { createSimKit } from '../testing/sim-kit.ts'
import { DAY_MS } from '@desk/shared/kernel/durations'

const wang = { userid: 'wang', name: '王五', mobile: '13900001111', department: [2], to_invite: false }

describe('user/create', () => {
  it('user/create creates a member who is not activated and leads the given departments', async () => {
    const kit = createSimKit()
    const body = { ...wang, department: [2, 3], is_leader_in_dept: [1, 0], position: '主管' }
    expect(await kit.post('contacts', 'user/create', body)).toMatchObject({ errcode: 0, errmsg: 'created' })
    expect(await kit.get('agent', 'user/get?userid=WANG')).toMatchObject({
      status: 4,
      department: [2, 3],
      is_leader_in_dept: [1, 0],
      main_department: 2,
    })
    expect(kit.effects()).toEqual([{ effect: 'member.create', userid: 'wang', by: 'contacts' }])
  })

  it.each([
    ['userid has a character that is not allowed', { userid: '王五' }, 40003],
    ['userid begins with an underscore', { userid: '_wang' }, 40003],
    ['userid is too long', { userid: 'a'.repeat(65) }, 40058],
    ['userid exists in another case', { userid: 'ZHANG' }, 60102],
    ['name is missing', { name: undefined }, 60112],
    ['mobile and email are missing', { mobile: undefined }, 60129],
    ['mobile is invalid', { mobile: 'x' }, 60103],
    ['mobile has 33 digits', { mobile: '1'.repeat(33) }, 60103],
    ['mobile is taken as 19900001000', { mobile: '19900001000' }, 60104],
    ['mobile is taken as +8619900001000', { mobile: '+8619900001000' }, 60104],
    ['mobile is taken as +86 19900001000', { mobile: '+86 19900001000' }, 60104],
    ['mobile is taken as +86-199-0000-1000', { mobile: '+86-199-0000-1000' }, 60104],
    ['mobile is taken as 8619900001000', { mobile: '8619900001000' }, 60104],
    ['email is taken', { email: 'LI@lanjiang.example' }, 60106],
    ['is_leader_in_dept has another length', { is_leader_in_dept: [1, 0] }, 60132],
    ['position is too long', { position: '岗'.repeat(129) }, 301012],
    ['telephone has letters', { telephone: 'abc' }, 301013],
    ['there are too many departments', { department: Array.from({ length: 21 }, (_, index) => index + 1) }, 60110],
  ])('user/create is refused when %s', async (_name, changes, errcode) => {
    const kit = createSimKit()
    expect(await kit.post('contacts', 'user/create', { ...wang, ...changes })).toMatchObject({ errcode })
    expect(kit.effects()).toEqual([])
  })

  it('user/create is refused for the app’s token, and at the member limit', async () => {
    const kit = createSimKit()
    expect(await kit.post('agent', 'user/create', wang)).toMatchObject({ errcode: 48002 })
    await kit.callControlApi('/limits', { memberLimit: 2 })
    expect(await kit.post('contacts', 'user/create', wang)).toMatchObject({ errcode: 45024 })
  })

  it('user/create creates a department for an unknown id and returns it', async () => {
    const kit = createSimKit()
    const result = await kit.post('contacts', 'user/create', { ...wang, department: [2, 4] })
    expect(result).toMatchObject({ created_department_list: { department_info: [{ id: 4 }] } })
    const { department_id: departments } = await kit.get('contacts', 'department/simplelist')
    expect(departments).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 4, parentid: 5 }), expect.objectContaining({ id: 5 })]),
    )
  })

  it('user/create puts a member without a department into 其他（待设置部门）', async () => {
    const kit = createSimKit()
    await kit.post('contacts', 'user/create', { ...wang, department: undefined })
    expect(await kit.get('agent', 'user/list?department_id=4')).toMatchObject({ userlist: [{ userid: 'wang' }] })
  })
})

describe('user/update', () => {
  it.each([
    ['refused', 60123],
    ['created', 0],
  ])(
    'with unknownDepartmentOnUpdate %s, an unknown department returns %i',
    async (unknownDepartmentOnUpdate, errcode) => {
      const kit = createSimKit()
      await kit.callControlApi('/switches', { unknownDepartmentOnUpdate })
      expect(await kit.post('contacts', 'user/update', { userid: 'li', department: [77] })).toMatchObject({ errcode })
    },
  )
})

describe('user/batchdelete', () => {
  it('user/batchdelete deletes all members, or none when one is unknown', async () => {
    const kit = createSimKit()
    const remove = (...useridlist: string[]) => kit.post('contacts', 'user/batchdelete', { useridlist })
    expect(await remove('zhang', 'ghost')).toMatchObject({ errcode: 40031 })
    expect(await remove()).toMatchObject({ errcode: 40063 })
    expect(await remove(...Array.from({ length: 201 }, () => 'zhang'))).toMatchObject({ errcode: 40032 })
    expect(kit.effects()).toEqual([])
    expect(await remove('zhang', 'li', 'LI')).toMatchObject({ errcode: 0, errmsg: 'deleted' })
    expect(kit.effects()).toHaveLength(2)
  })

  it('user/batchdelete does not delete the creator of the company', async () => {
    const kit = createSimKit({ company: smallCompany({ creator: 'li' }) })
    expect(await kit.post('contacts', 'user/batchdelete', { useridlist: ['li'] })).toMatchObject({ errcode: 301005 })
    expect(await kit.get('contacts', 'user/delete?userid=LI')).toMatchObject({ errcode: 301005 })
  })
})

describe('lookups', () => {
  it('lookups find a member by mobile and by email', async () => {
    const kit = createSimKit()
    const byMobile = await kit.post('agent', 'user/getuserid', { mobile: '+8619900001000' })
    expect(byMobile).toMatchObject({ userid: 'zhang' })
    const email = { email: 'li@lanjiang.example', email_type: 2 }
    expect(await kit.post('agent', 'user/get_userid_by_email', email)).toMatchObject({ userid: 'li' })
    expect(await kit.post('agent', 'user/getuserid', { mobile: '123' })).toMatchObject({ errcode: 60103 })
  })

  it('lookups are closed for a day after too many that found nobody', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/limits', { wrongLookupShare: 1 })
    const lookUp = async (mobile: string) => (await kit.post('agent', 'user/getuserid', { mobile })).errcode
    const wrong = ['10000001', '10000002', '10000003']
    expect([await lookUp(wrong[0] ?? ''), await lookUp(wrong[1] ?? ''), await lookUp(wrong[2] ?? '')]).toEqual([
      46004, 46004, 46004,
    ])
    expect(await lookUp('19900001000')).toBe(45009)
    kit.clock.advance(DAY_MS)
    expect(await lookUp('19900001000')).toBe(0)
  })
})

describe('batch/invite', () => {
  it('batch/invite invites members who have not joined and returns invalid ids', async () => {
    const kit = createSimKit()
    await kit.post('contacts', 'user/create', wang)
    const body = { user: ['wang', 'zhang', 'ghost'], party: [2, 99], tag: [7] }
    expect(await kit.post('agent', 'batch/invite', body)).toMatchObject({
      errcode: 0,
      invaliduser: ['ghost'],
      invalidparty: [99],
      invalidtag: [7],
    })
    expect(kit.effects().at(-1)).toEqual({ effect: 'invite', to: ['wang'], by: 'agent' })
    expect(await kit.post('agent', 'batch/invite', {})).toMatchObject({ errcode: 40063 })
  })
})
