import { describe, expect } from 'vitest'
import type { NoticeCard } from '../../ports/wecom.ts'
import { answeringWecom } from '../../testing/answering-wecom.ts'
import { test } from '../../testing/kit.ts'

const card: NoticeCard = {
  taskId: 'crd_000001',
  source: '企微自助',
  title: '郭𠮷 改 1 项：已同意',
  subtitle: '李敏已同意 10:32',
  rows: [],
  url: 'http://desk.test/r/AAAA-0000',
}

describe('a card that cannot be replaced any more', () => {
  test.for([60140, 82102, 81013, 60111, 40031])(
    'replaceCard returns false when the code was used or the recipients are gone: %i',
    async (errcode, { kit }) => {
      const wecom = answeringWecom(kit, () => ({ errcode }))
      expect(await wecom.replaceCard(['limin'], 'code', card)).toBe(false)
    },
  )
})
