import { describe, expect } from 'vitest'
import type { NoticeCard } from '../../ports/wecom.ts'
import { test } from '../../testing/kit.ts'
import { createWecom } from './create-wecom.ts'
import { createSecretCipher } from './secret-cipher.ts'

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
    'a code that was used, or recipients who are gone, are no failure: %i',
    async (errcode, { kit }) => {
      const fetch = async (request: Request) => {
        const isToken = new URL(request.url).pathname.endsWith('/gettoken')
        return Response.json(isToken ? { errcode: 0, access_token: 'token', expires_in: 7200 } : { errcode })
      }
      const { deps } = kit
      const wecom = createWecom({
        apiBase: 'http://wecom.test',
        corpId: 'ww1',
        agentId: 1,
        agentSecret: 'agent-secret',
        db: deps.db,
        cipher: createSecretCipher(['first'.repeat(8)]),
        clock: deps.clock,
        fetch,
        sleep: async () => {},
      })
      expect(await wecom.replaceCard(['limin'], 'code', card)).toBe(false)
    },
  )
})
