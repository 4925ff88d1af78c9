import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import ViewSwitch from './ViewSwitch.vue'

const choices = [
  { value: 'all', title: '全部 35' },
  { value: 'changed', title: '变更 5' },
]

it('ViewSwitch says which view is shown, and a second tap on it changes nothing', async () => {
  const views = mountUi(ViewSwitch, { props: { legend: '条款', choices, modelValue: 'all' } })
  const pressed = () => views.findAll('button').map((view) => view.attributes('aria-pressed'))
  expect(views.get('[role=group]').attributes('aria-label')).toBe('条款')
  expect(pressed()).toEqual(['true', 'false'])
  await views.findAll('button')[1]!.trigger('click')
  expect(views.emitted('update:modelValue')).toEqual([['changed']])
  await views.setProps({ modelValue: 'changed' })
  expect(pressed()).toEqual(['false', 'true'])
  await views.findAll('button')[1]!.trigger('click')
  expect(pressed()).toEqual(['false', 'true'])
})
