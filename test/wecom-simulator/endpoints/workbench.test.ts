import { describe, expect, it } from 'vitest'
import { simulatorDefaults } from '../defaults.ts'
import { createSimKit, type SimKit } from '../testing/sim-kit.ts'

const { agentId } = simulatorDefaults
const keydata = (key: string, data: string) => ({ type: 'keydata', keydata: { items: [{ key, data }] } })
const setTemplate = (kit: SimKit) =>
  kit.post('agent', 'agent/set_workbench_template', { agentid: agentId, ...keydata('待审批', '0') })
const setBatch = async (kit: SimKit, userids: readonly string[], key = '待审批') => {
  const body = { agentid: agentId, userid_list: userids, data: keydata(key, '2') }
  return (await kit.post('agent', 'agent/batch_set_workbench_data', body)).errcode
}

describe('limits of the workbench tile', () => {
  it('a number whose key is not in the template is refused', async () => {
    const kit = createSimKit()
    await setTemplate(kit)
    expect([await setBatch(kit, ['zhang'], '待签收'), await setBatch(kit, ['zhang'])]).toEqual([40035, 0])
  })

  it('batch calls set the tiles of so many members a minute, and refuse those above it', async () => {
    const kit = createSimKit()
    await setTemplate(kit)
    kit.simulator.state.limits.tilesPerMinute = 3
    expect([await setBatch(kit, ['zhang', 'li']), await setBatch(kit, ['zhang', 'li'])]).toEqual([0, 45009])
    expect(await setBatch(kit, ['zhang'])).toBe(0)
    kit.clock.advance(60_000)
    expect(await setBatch(kit, ['zhang', 'li'])).toBe(0)
  })
})
