import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()

describe('closeMailbox', () => {
  async function closeWithFault(endpoint: string, errcode: number) {
    const { wecom, simulator, callControlApi } = createAdapter()
    simulator.state.protection.mailboxes = true
    await callControlApi('/faults', { endpoint, kind: 'errcode', errcode })
    const closing = await wecom.closeMailbox('guoji')
    return { closing, isEnabled: simulator.state.protection.mailboxState['guoji']?.enabled ?? true }
  }

  it.each([60136, 301025])(
    'closeMailbox disables a mailbox whose options are refused with %i, and returns that its protocols stay open',
    async (errcode) => {
      expect(await closeWithFault('exmail/useroption/update', errcode)).toEqual({
        closing: 'protocols_open',
        isEnabled: false,
      })
    },
  )

  it('closeMailbox returns unavailable and disables nothing when WeCom refuses to disable the mailbox', async () => {
    expect(await closeWithFault('exmail/account/act_email', 301025)).toEqual({
      closing: 'unavailable',
      isEnabled: true,
    })
  })
})
