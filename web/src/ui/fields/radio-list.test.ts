import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import RadioList from './RadioList.vue'

const choices = [
  { value: 'mine', title: '不归我管', clause: '依据 2.2' },
  { value: 'limin', title: '李敏', sub: '同部门' },
]

it('RadioList is a named group of radio buttons, each labelled by its whole row', async () => {
  const rows = mountUi(RadioList, { props: { legend: '退回给谁', name: 'to', choices, modelValue: null } })
  expect(rows.get('fieldset legend').text()).toBe('退回给谁')
  const radios = rows.findAll<HTMLInputElement>('input[type=radio][name=to]')
  expect(radios.map(({ element }) => element.closest('label')?.textContent)).toEqual(['不归我管依据 2.2', '李敏同部门'])
  expect(radios.some(({ element }) => element.checked)).toBe(false)
  await radios[1]?.setValue()
  expect(rows.emitted('update:modelValue')).toEqual([['limin']])
})
