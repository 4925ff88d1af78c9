import { createWecom } from '@desk/server/adapters/wecom/create-wecom'
import { createSecretCipher } from '@desk/server/adapters/wecom/secret-cipher'
import { openEmbedded } from '@desk/server/db/open-embedded'
import { afterAll, beforeEach } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { createSimulator, type SimulatorOptions } from '../wecom-simulator/simulator.ts'
import { controlApiOf } from '../wecom-simulator/testing/sim-kit.ts'

const { corpId, agentId, agentSecret } = simulatorDefaults

/**
 * Opens a database for the tests of a file, and deletes stored secrets and refusals before each test. Returns the function that
 * creates the real adapter with a simulator in the same process, whose control API the tests can call.
 */
export async function prepareAdapter() {
  const database = await openEmbedded(pathInRepository('server/drizzle'))
  // Not in a hook, whose timeout a busy machine would exceed.
  await database.migrate()
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.db.execute('truncate wecom_secrets, wecom_refusals')
  })
  return (options: SimulatorOptions = {}, contactsSecret: string = simulatorDefaults.contactsSecret) => {
    const simulator = createSimulator({ sleep: async () => {}, ...options })
    const wecom = createWecom({
      apiBase: 'http://simulator.test',
      corpId,
      agentId,
      agentSecret,
      contactsSecret,
      db: database.db,
      cipher: createSecretCipher(['0'.repeat(32)]),
      clock: { now: () => new Date() },
      fetch: async (request) => {
        const response = await simulator.app.request(request)
        // The real platform sets this header, and the adapter reads its clock from it.
        response.headers.set('date', new Date(simulator.context.clock.nowMs()).toUTCString())
        return response
      },
    })
    return { simulator, wecom, callControlApi: controlApiOf(simulator) }
  }
}
