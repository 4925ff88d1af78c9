import { describe, expect, it } from 'vitest'
import { smallCompany, type DepartmentSeed } from '../company.ts'
import { createSimKit } from '../testing/sim-kit.ts'

const create = (kit: ReturnType<typeof createSimKit>, changes: object = {}) =>
  kit.post('contacts', 'department/create', { name: '法务部', parentid: 1, ...changes })

/** A chain of departments below the root, down to level 15. */
const chain: DepartmentSeed[] = Array.from({ length: 14 }, (_, index) => ({
  id: index + 10,
  name: `第${index + 2}层`,
  parentId: index === 0 ? 1 : index + 9,
}))

describe('department/create', () => {
  it('department/create returns a new id, or uses the given one', async () => {
    const kit = createSimKit()
    expect(await create(kit)).toMatchObject({ errcode: 0, errmsg: 'created', id: 4 })
    expect(await create(kit, { name: '财务部', id: 40, order: 5 })).toMatchObject({ id: 40 })
    expect(await kit.get('agent', 'department/get?id=40')).toMatchObject({
      department: { name: '财务部', parentid: 1, order: 5 },
    })
  })

  it.each([
    ['the name is missing', { name: undefined }, 60001],
    ['the name is empty', { name: ' ' }, 60001],
    ['the name is too long', { name: '部'.repeat(65) }, 60001],
    ['the name has an asterisk', { name: 'a*b' }, 60009],
    ['a sibling has the name', { name: '客服部' }, 60008],
    ['the id is taken', { id: 3 }, 60008],
    ['the id is the root', { id: 1 }, 60123],
    ['the parent is unknown', { parentid: 99 }, 60004],
  ])('department/create is refused when %s', async (_name, changes, errcode) => {
    const kit = createSimKit()
    expect(await create(kit, changes)).toMatchObject({ errcode })
    expect(kit.effects()).toEqual([])
  })

  it('department/create limits the name by the switch departmentNameLength, and refuses the app’s token', async () => {
    const kit = createSimKit()
    await kit.callControlApi('/switches', { departmentNameLength: 32 })
    expect(await create(kit, { name: '部'.repeat(33) })).toMatchObject({ errcode: 60001 })
    expect(await kit.post('agent', 'department/create', { name: '部', parentid: 1 })).toMatchObject({ errcode: 48002 })
  })

  it('departments have at most fifteen levels', async () => {
    const kit = createSimKit({ company: smallCompany({ departments: [{ id: 1, name: '根', parentId: 0 }, ...chain] }) })
    expect(await create(kit, { parentid: 22 })).toMatchObject({ errcode: 0 })
    expect(await create(kit, { parentid: 23 })).toMatchObject({ errcode: 81002 })
    await kit.post('contacts', 'department/create', { name: '两层', parentid: 1, id: 50 })
    await kit.post('contacts', 'department/create', { name: '下面', parentid: 50 })
    const move = await kit.post('contacts', 'department/update', { id: 50, parentid: 22 })
    expect(move).toMatchObject({ errcode: 81002 })
  })
})

describe('department/update', () => {
  it('department/update renames and moves a department', async () => {
    const kit = createSimKit()
    await create(kit)
    const moved = await kit.post('contacts', 'department/update', { id: 3, name: '二线', parentid: 4 })
    expect(moved).toMatchObject({ errcode: 0, errmsg: 'updated' })
    expect(await kit.get('contacts', 'department/simplelist?id=4')).toMatchObject({ department_id: { length: 2 } })
    expect(kit.effects().slice(1)).toMatchObject([
      { effect: 'party.update', field: 'name', from: '二线组', to: '二线' },
      { effect: 'party.update', field: 'parentId', from: 2, to: 4 },
    ])
  })

  it.each([
    ['the department is unknown', { id: 99, name: '部' }, 60003],
    ['the new parent is below it', { id: 2, parentid: 3 }, 60010],
    ['the root is moved', { id: 1, parentid: 2 }, 60007],
    ['the parent is unknown', { id: 3, parentid: 99 }, 60004],
  ])('department/update is refused when %s', async (_name, body, errcode) => {
    expect(await createSimKit().post('contacts', 'department/update', body)).toMatchObject({ errcode })
  })
})

describe('department/delete', () => {
  it.each([
    ['a department with members', 3, 60005],
    ['a department with sub-departments', 4, 60006],
    ['the root', 1, 60007],
    ['an unknown department', 99, 60003],
    ['an empty department', 5, 0],
  ])('department/delete of %s (%i) returns %i', async (_name, id, errcode) => {
    const kit = createSimKit()
    await create(kit)
    await create(kit, { name: '合同组', parentid: 4 })
    expect(await kit.get('contacts', `department/delete?id=${id}`)).toMatchObject({ errcode })
  })
})
