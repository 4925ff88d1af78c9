import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()

describe('closeMailbox', () => {
  async function closeWith(endpoint: string, errcode: number) {
    const { wecom, simulator, callControlApi } = createAdapter()
    simulator.state.protection.mailboxes = true
    await callControlApi('/faults', { endpoint, kind: 'errcode', errcode })
    const closing = await wecom.closeMailbox('guoji')
    return { closing, isEnabled: simulator.state.protection.mailboxState['guoji']?.enabled ?? true }
  }

  it.each([60136, 301025])(
    'a mailbox is disabled although its options are refused with %i, which is told apart',
    async (errcode) => {
      expect(await closeWith('exmail/useroption/update', errcode)).toEqual({
        closing: 'protocols_open',
        isEnabled: false,
      })
    },
  )

  it('a mailbox that is not available is not disabled', async () => {
    expect(await closeWith('exmail/account/act_email', 301025)).toEqual({ closing: 'unavailable', isEnabled: true })
  })
})
