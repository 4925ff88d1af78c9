import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { persistState } from './persist-state.ts'
import { createSimKit } from './testing/sim-kit.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'desk-sim-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const kept = () => {
  const kit = createSimKit({ app: { trustedDomain: 'desk.example:9000', homeUrl: 'http://desk.example:9000/' } })
  return { ...kit, keeper: persistState(join(folder, 'company.json'), kit.simulator) }
}

it('a company outlives its process, with its clock; where things listen does not', async () => {
  const first = createSimKit()
  const keeper = persistState(join(folder, 'company.json'), first.simulator)
  await first.post('contacts', 'user/update', { userid: 'zhang', position: '组长' })
  await first.control('/console/tag/create', { name: '签收' })
  first.clock.advance(3_600_000)
  keeper.stop()
  const second = kept()
  expect(second.clock.nowMs()).toBe(first.clock.nowMs())
  expect(await second.get('agent', 'user/get?userid=zhang')).toMatchObject({ position: '组长' })
  expect(await second.get('agent', 'tag/list')).toMatchObject({ taglist: [{ tagname: '签收' }] })
  expect(second.effects()).toEqual(first.effects())
  expect(second.simulator.state.app.trustedDomain).toBe('desk.example:9000')
  await second.control('/reset', {})
  expect(second.effects()).toEqual([])
  second.keeper.stop()
  expect(readdirSync(folder)).toEqual(['company.json'])
})

it.each(['', '{"version":1', '{"version":99,"nowMs":1,"state":{}}', '[]'])('starts over from %j', (text) => {
  writeFileSync(join(folder, 'company.json'), text)
  const { simulator, keeper } = kept()
  keeper.stop()
  expect(Object.keys(simulator.state.directory.members)).toEqual(['zhang', 'li'])
})
