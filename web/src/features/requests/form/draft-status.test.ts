import { expect, it } from 'vitest'
import { mountUi } from '../../../testing/mount-ui.ts'
import DraftStatus from '../components/form/DraftStatus.vue'

const textOf = (savedAt: string | null, isUnsaved = false) =>
  mountUi(DraftStatus, { props: { savedAt, isUnsaved, pushedAt: null, wasRestored: false } }).text()

it('a form says that input will be saved as a draft, and once it is saved, where', () => {
  expect(textOf(null)).toBe('填写后自动保存草稿')
  expect(textOf('2026-03-17T02:33:00.000Z')).toContain('已保存在本机')
})

it.each([
  ['the first input', null],
  ['input after a saved draft', '2026-03-17T02:33:00.000Z'],
])('a form says that %s could not be stored', (_title, savedAt) => {
  expect(textOf(savedAt, true)).toBe('草稿无法保存在本机，离开前请提交')
})
