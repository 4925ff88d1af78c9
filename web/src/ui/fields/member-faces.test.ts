import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import type { MemberOption } from '../../platform/member-option.ts'
import MemberFaces from './MemberFaces.vue'

const member = (userid: string, name: string, department = '供应链'): MemberOption => ({
  userid,
  name,
  department: ['蓝江精密', department],
})
const open = (members: readonly MemberOption[]) => mountUi(MemberFaces, { props: { members, label: '成员：已选' } })

it('MemberFaces shows each member as a face with a name, and a tap asks to remove them', async () => {
  const [liMin, liNa] = [member('limin', '李敏'), member('lina', '李娜')]
  const faces = open([liMin, liNa])
  expect(faces.findAll('.avatar').map((face) => face.text())).toEqual(['李', '李'])
  expect(faces.findAll('bdi').map((name) => name.text())).toEqual(['李敏', '李娜'])
  const remove = faces.findAll('button').find((button) => button.get('.sr').text() === '移除 李娜')
  await remove?.trigger('click')
  expect(faces.emitted('remove')).toEqual([[liNa]])
})

it('MemberFaces shows the departments of members with the same name', () => {
  const faces = open([member('limin', '李敏'), member('lina', '李娜'), member('limin2', '李敏', '一店')])
  expect(faces.findAll('.meta').map((department) => department.text())).toEqual(['供应链', '一店'])
  expect(faces.findAll('button .sr').map((label) => label.text())).toEqual([
    '移除 李敏 供应链',
    '移除 李娜',
    '移除 李敏 一店',
  ])
})

it('MemberFaces shows nine of more than ten members, and a button that shows and focuses the others', async () => {
  const faces = open(Array.from({ length: 12 }, (_, index) => member(`u${String(index)}`, `同事${String(index)}`)))
  expect(faces.findAll('bdi')).toHaveLength(9)
  const more = faces.get('[aria-expanded=false]')
  expect(more.text()).toContain('+3')
  await more.trigger('click')
  await nextTick()
  expect(faces.findAll('bdi')).toHaveLength(12)
  expect(faces.find('[aria-expanded]').exists()).toBe(false)
  expect(document.activeElement?.querySelector('.sr')?.textContent).toBe('移除 同事9')
})
