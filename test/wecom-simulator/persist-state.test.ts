import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { persistState } from './persist-state.ts'
import { createSimKit } from './testing/sim-kit.ts'
import { HOUR_MS } from '@desk/shared/kernel/durations'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'desk-sim-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const restoreKit = () => {
  const kit = createSimKit({ app: { trustedDomain: 'desk.example:9000', homeUrl: 'http://desk.example:9000/' } })
  return { ...kit, persistence: persistState(join(folder, 'company.json'), kit.simulator) }
}

it('the state and the clock are restored from the file, and addresses are not', async () => {
  const first = createSimKit()
  const persistence = persistState(join(folder, 'company.json'), first.simulator)
  await first.post('contacts', 'user/update', { userid: 'zhang', position: '组长' })
  await first.callControlApi('/console/tag/create', { name: '签收' })
  first.clock.advance(HOUR_MS)
  persistence.stop()
  const second = restoreKit()
  expect(second.clock.nowMs()).toBe(first.clock.nowMs())
  expect(await second.get('agent', 'user/get?userid=zhang')).toMatchObject({ position: '组长' })
  expect(await second.get('agent', 'tag/list')).toMatchObject({ taglist: [{ tagname: '签收' }] })
  expect(second.effects()).toEqual(first.effects())
  expect(second.simulator.state.app.trustedDomain).toBe('desk.example:9000')
  await second.callControlApi('/reset', {})
  expect(second.effects()).toEqual([])
  second.persistence.stop()
  expect(readdirSync(folder)).toEqual(['company.json'])
})

it.each(['', '{"version":2', '{"version":99,"nowMs":1,"state":{}}', '[]'])(
  'a state file with the content %j is ignored',
  (text) => {
    writeFileSync(join(folder, 'company.json'), text)
    const { simulator, persistence } = restoreKit()
    persistence.stop()
    expect(Object.keys(simulator.state.directory.members)).toEqual(['zhang', 'li'])
  },
)
