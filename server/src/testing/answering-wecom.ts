import { createWecom } from '../adapters/wecom/create-wecom.ts'
import { createSecretCipher } from '../adapters/wecom/secret-cipher.ts'
import type { Wecom } from '../ports/wecom.ts'
import type { Kit } from './kit.ts'

/** Creates the real adapter, whose calls get the response of `answer`; calls for a token succeed. It never waits. */
export const answeringWecom = ({ deps }: Kit, answer: () => object): Wecom =>
  createWecom({
    apiBase: 'http://wecom.test',
    corpId: 'ww1',
    agentId: 1,
    agentSecret: 'agent-secret',
    db: deps.db,
    cipher: createSecretCipher(['first'.repeat(8)]),
    clock: deps.clock,
    fetch: async (request) => {
      const isToken = new URL(request.url).pathname.endsWith('/gettoken')
      return Response.json(isToken ? { errcode: 0, access_token: 'token', expires_in: 7200 } : answer())
    },
    sleep: async () => {},
  })
