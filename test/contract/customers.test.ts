import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()

describe('countCustomers', () => {
  it('countCustomers counts the customers of one member, and returns 0 when WeCom refuses because there are none', async () => {
    const { wecom, simulator } = createAdapter()
    const { customers } = simulator.state.protection
    customers.push(...[1, 2].map((no) => ({ external_userid: `wm-${String(no)}`, userid: 'guoji' })))
    expect([await wecom.countCustomers('guoji'), await wecom.countCustomers('sunhao')]).toEqual([2, 0])
  })

  it.each([48002, 60011, 301002, 84074])(
    'countCustomers returns null when the app may not read the number: %i',
    async (errcode) => {
      const { wecom, callControlApi } = createAdapter()
      await callControlApi('/faults', { endpoint: 'externalcontact/list', kind: 'errcode', errcode })
      expect(await wecom.countCustomers('guoji')).toBeNull()
    },
  )

  it('countCustomers fails for another refusal', async () => {
    const { wecom, callControlApi } = createAdapter()
    await callControlApi('/faults', { endpoint: 'externalcontact/list', kind: 'errcode', errcode: -1 })
    await expect(wecom.countCustomers('guoji')).rejects.toMatchObject({ errcode: -1 })
  })
})
