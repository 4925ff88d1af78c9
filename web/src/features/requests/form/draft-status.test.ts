import { expect, it } from 'vitest'
import { mountUi } from '../../../testing/mount-ui.ts'
import DraftStatus from '../components/form/DraftStatus.vue'

const textOf = (savedAt: string | null) =>
  mountUi(DraftStatus, { props: { savedAt, pushedAt: null, wasRestored: false } }).text()

it('a form says that drafts are saved automatically, and once one is saved, where', () => {
  expect(textOf(null)).toBe('自动保存草稿')
  expect(textOf('2026-03-17T02:33:00.000Z')).toContain('已保存在本机')
})
