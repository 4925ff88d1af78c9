import { describe, expect } from 'vitest'
import type { Wecom } from '../../ports/wecom.ts'
import { test } from '../../testing/kit.ts'
import { createWecom } from './create-wecom.ts'
import { createSecretCipher } from './secret-cipher.ts'

describe('calls that a person waits for', () => {
  test.for([
    ['auth/getuserinfo', { userid: 'limin' }, (wecom: Wecom) => wecom.identityByCode('c1')],
    ['user/get', { userid: 'limin', name: '李敏', status: 1 }, (wecom: Wecom) => wecom.findMember('limin')],
    ['auth/get_tfa_info', { userid: 'limin', tfa_code: 't' }, (wecom: Wecom) => wecom.secondFactorOf('c1')],
    ['user/tfa_succ', {}, (wecom: Wecom) => wecom.passSecondFactor('limin', 't')],
  ] as const)('a call that a person waits for is retried after −1: %s', async ([api, answer, send], { kit }) => {
    const answers: object[] = [{ errcode: -1 }, { errcode: 0, ...answer }]
    let calls = 0
    const fetch = async (request: Request) => {
      const isToken = new URL(request.url).pathname.endsWith('/gettoken')
      if (isToken) return Response.json({ errcode: 0, access_token: 'token', expires_in: 7200 })
      calls += 1
      return Response.json(answers.shift())
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
    await send(wecom)
    expect([api, calls]).toEqual([api, 2])
  })
})
