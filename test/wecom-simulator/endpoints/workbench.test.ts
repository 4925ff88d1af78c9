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

  it('batch calls set the tiles of a limited number of members a minute, and a call above the limit is refused', async () => {
    const kit = createSimKit()
    await setTemplate(kit)
    kit.simulator.state.limits.tilesPerMinute = 3
    expect([await setBatch(kit, ['zhang', 'li']), await setBatch(kit, ['zhang', 'li'])]).toEqual([0, 45009])
    expect(await setBatch(kit, ['zhang'])).toBe(0)
    kit.clock.advance(60_000)
    expect(await setBatch(kit, ['zhang', 'li'])).toBe(0)
  })
})

describe('a custom tile that the console does not allow', () => {
  it('while the console does not allow a custom tile, its calls are refused and only the icon is shown, and the numbers return once it does', async () => {
    const kit = createSimKit()
    const shown = async (): Promise<unknown> => (await kit.callControlApi('/workbench/zhang')).json()
    const read = () => kit.post('agent', 'agent/get_workbench_template', { agentid: agentId })
    await setTemplate(kit)
    await setBatch(kit, ['zhang'])
    await kit.callControlApi('/console/app', { customTile: false })
    expect([(await setTemplate(kit)).errcode, await setBatch(kit, ['zhang'])]).toEqual([48002, 48002])
    const own = { agentid: agentId, userid: 'zhang', ...keydata('待审批', '3') }
    expect((await kit.post('agent', 'agent/set_workbench_data', own)).errcode).toBe(48002)
    expect([(await read())['type'], await shown()]).toEqual(['normal', {}])
    await kit.callControlApi('/switches', { tileNotAllowedCode: 301002 })
    expect((await setTemplate(kit)).errcode).toBe(301002)
    await kit.callControlApi('/console/app', { customTile: true })
    expect([(await read())['type'], await shown()]).toEqual(['keydata', { 待审批: '2' }])
  })
})
