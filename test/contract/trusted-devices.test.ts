import { describe, expect, it } from 'vitest'
import { prepareAdapter } from './simulated-adapter.ts'

const createAdapter = await prepareAdapter()

describe('deleteTrustedDevices', () => {
  it('deleteTrustedDevices deletes more PCs than one call accepts', async () => {
    const { wecom, simulator } = createAdapter()
    simulator.state.protection.devices = Array.from({ length: 101 }, (_, index) => ({
      device_code: `dv${String(index)}`,
      userid: 'guoji',
      type: 2 as const,
      pc_name: `PC_${String(index)}`,
    }))
    const devices = await wecom.listTrustedDevices('guoji')
    expect(devices).toHaveLength(101)
    await wecom.deleteTrustedDevices(devices ?? [])
    expect(await wecom.listTrustedDevices('guoji')).toEqual([])
  })
})
