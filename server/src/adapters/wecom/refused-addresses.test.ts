import { describe, expect } from 'vitest'
import { listActiveRefusals } from '../../kernel/wecom-refusals-queries.ts'
import { test } from '../../testing/kit.ts'
import { instance, type Instance, platform } from '../../testing/token-platform.ts'
import type { Call } from './http-call.ts'
import { emptyAnswer } from './wire.ts'

const call: Call = { method: 'GET', api: 'user/get', query: { userid: 'limin' } }
const read = ({ calls }: Instance) => calls.asAgent(call, emptyAnswer)

describe('an IP address that is not allowed', () => {
  const refusal = {
    errcode: 60020,
    errmsg: 'not allow to access from your ip, hint: [1655799424626600], from ip: 101.43.2.7, more info at …',
  }

  test('a refused IP address is stored by token name, and deleted once a call succeeds', async ({ kit }) => {
    const wecom = platform()
    const server = instance(kit, wecom)
    wecom.answers.push(refusal)
    await expect(read(server)).rejects.toMatchObject({ errcode: 60020, fromIp: '101.43.2.7' })
    expect(await listActiveRefusals(kit.deps.db, kit.deps.clock.now())).toMatchObject([
      { kind: 'ip', subject: 'agent_token 101.43.2.7', errcode: 60020 },
    ])
    await read(server)
    expect(await listActiveRefusals(kit.deps.db, kit.deps.clock.now())).toEqual([])
  })

  test('a refused IP address that was allowed before a restart is deleted by the first call after it', async ({
    kit,
  }) => {
    const wecom = platform()
    wecom.answers.push(refusal)
    await expect(read(instance(kit, wecom))).rejects.toMatchObject({ errcode: 60020 })
    await read(instance(kit, wecom))
    expect(await listActiveRefusals(kit.deps.db, kit.deps.clock.now())).toEqual([])
  })
})
