import { describe, expect } from 'vitest'
import { answeringWecom } from '../../testing/answering-wecom.ts'
import { type Kit, test } from '../../testing/kit.ts'

/** Creates an adapter to which WeCom issues another ticket at each fetch. */
function createAdapter(kit: Kit) {
  let count = 0
  return answeringWecom(kit, () => {
    count += 1
    return { errcode: 0, ticket: `ticket-${count}`, expires_in: 7200 }
  })
}

describe('a ticket whose signatures the client refuses', () => {
  test('a refused ticket is fetched again, and the new one is used from then on', async ({ kit }) => {
    const wecom = createAdapter(kit)
    expect(await wecom.jsapiTicket('agent')).toBe('ticket-1')
    expect(await wecom.jsapiTicket('agent', { isRefused: true })).toBe('ticket-2')
    expect(await wecom.jsapiTicket('agent')).toBe('ticket-2')
  })

  test('a refused ticket is fetched at most once in ten minutes, and each kind has its own ticket', async ({ kit }) => {
    const wecom = createAdapter(kit)
    await wecom.jsapiTicket('agent')
    for (let page = 0; page < 3; page += 1)
      expect(await wecom.jsapiTicket('agent', { isRefused: true })).toBe('ticket-2')
    expect(await wecom.jsapiTicket('corp')).toBe('ticket-3')
    kit.deps.clock.advanceSeconds(600)
    expect(await wecom.jsapiTicket('agent', { isRefused: true })).toBe('ticket-4')
  })
})
