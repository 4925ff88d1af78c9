import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { LINK_DAYS } from '@desk/shared/evidence-room/link-days'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleLinks } from '../../testing/samples/policies/sample-evidence-room.ts'
import LinkForm from './components/LinkForm.vue'

it('the form of a new link proposes seven days', async () => {
  const { policies, today } = sampleLinks
  const form = mountUi(LinkForm, { props: { policies, today, isBusy: false, error: null, fields: new Map() } })
  await form.get('form').trigger('submit')
  expect(form.emitted('create')).toMatchObject([[{ days: 7 }, expect.any(Function)]])
  expect(LINK_DAYS).toEqual({ usual: 7, most: 30 })
})

it('after a link was created its form is empty, except for what was typed meanwhile', async () => {
  const { policies, today } = sampleLinks
  const form = mountUi(LinkForm, { props: { policies, today, isBusy: false, error: null, fields: new Map() } })
  const name = form.get<HTMLInputElement>('[name=name]')
  const days = form.get<HTMLInputElement>('[name=days]')
  await name.setValue('安永')
  await days.setValue('14')
  await form.get('form').trigger('submit')
  await name.setValue('毕马威')
  form.emitted<[unknown, () => void]>('create')?.[0]?.[1]()
  await nextTick()
  expect([name.element.value, days.element.value]).toEqual(['毕马威', '7'])
})
