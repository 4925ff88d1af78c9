import { expect, it } from 'vitest'
import { fakeDevice } from '../../testing/with-setup.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import SavedViews from './SavedViews.vue'

it('on a device that stores nothing, a view is kept until the page is left', async () => {
  const device = fakeDevice()
  const storage = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
    removeItem: () => undefined,
  }
  const list = mountUi(SavedViews, {
    props: { table: 'people', query: { q: '李' } },
    parts: { device: { ...device, storage } },
  })
  await list.get('.button-text').trigger('click')
  await list.get('.saved-name').setValue('姓李')
  await list.get('form').trigger('submit')
  expect(list.find('form').exists()).toBe(false)
  expect(list.findAll('.saved-view').map((view) => view.text())).toContain('姓李')
})
