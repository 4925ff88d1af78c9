import { expect, it } from 'vitest'
import { LINK_DAYS } from '@desk/shared/evidence-room/link-days'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleLinks } from '../../testing/samples/policies/sample-evidence-room.ts'
import LinkForm from './components/LinkForm.vue'

it('a new link works for seven days unless another number is chosen', async () => {
  const { policies, today } = sampleLinks
  const form = mountUi(LinkForm, { props: { policies, today, isBusy: false, error: null, fields: new Map() } })
  await form.get('form').trigger('submit')
  expect(form.emitted('create')).toMatchObject([[{ days: 7 }]])
  expect(LINK_DAYS).toEqual({ usual: 7, most: 30 })
})
