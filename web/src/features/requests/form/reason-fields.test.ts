import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { mountUi } from '../../../testing/mount-ui.ts'
import ReasonFields from '../components/form/ReasonFields.vue'

it('the reason of a form is shown at once, and the files once the uploader is loaded', async () => {
  const files = [{ key: 'a', name: '调岗通知.pdf', status: 'done' as const }]
  const page = mountUi(ReasonFields, { props: { preset: null, text: '', files, error: null } })
  expect([page.find('textarea').exists(), page.find('.uploader').exists()]).toEqual([true, false])
  await vi.dynamicImportSettled()
  expect(page.find('.uploader').exists()).toBe(true)
  await page.get('[aria-label="删除 调岗通知.pdf"]').trigger('click')
  expect(page.emitted('remove')).toEqual([['a']])
})

it('a chosen image of the reason opens as a dialog, and closes', async () => {
  const files = [{ key: 'a', name: '工牌.png', status: 'done' as const, url: 'blob:badge' }]
  const fields = mountUi(ReasonFields, { props: { files, error: null, preset: null, text: '' } })
  await vi.dynamicImportSettled()
  await fields.get('button.uploader-cover').trigger('click')
  const dialog = document.querySelector('[role=dialog]')
  expect(dialog?.querySelector('img')?.getAttribute('alt')).toBe('工牌.png')
  const buttons = [...(dialog?.querySelectorAll('button') ?? [])]
  buttons.at(-1)?.click()
  await flushPromises()
  expect(document.querySelector('[role=dialog]')).toBeNull()
})
