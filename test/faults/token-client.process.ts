import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWecom } from '@desk/server/adapters/wecom/create-wecom'
import { createSecretCipher } from '@desk/server/adapters/wecom/secret-cipher'
import { openPostgres } from '@desk/server/db/open-postgres'
import { announceReady, optionsOfProgram } from '../lib/child-program-protocol.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'

export type TokenClientOptions = { databaseUrl: string; apiBase: string; agentSecret: string }
export type TokenClientReady = { url: string }
/** The result of concurrent calls; `alarms` are the error lines of the log since the start. */
export type CallResults = { failed: number; alarms: { tokenName?: string; errcode?: number }[] }

const { corpId, agentId, contactsSecret } = simulatorDefaults
const options = optionsOfProgram<TokenClientOptions>()
let clockOffsetMs = 0
const alarms: CallResults['alarms'] = []
const database = openPostgres(options.databaseUrl, pathInRepository('server/drizzle'), () => {})
await database.migrate()
const client = createWecom({
  apiBase: options.apiBase,
  corpId,
  agentId,
  agentSecret: options.agentSecret,
  contactsSecret,
  db: database.db,
  cipher: createSecretCipher(['0'.repeat(32)]),
  clock: { now: () => new Date(Date.now() + clockOffsetMs) },
  log: { warn: () => {}, error: (fields) => void alarms.push(fields) },
})

/** Runs calls concurrently: half of them reads with one secret, half writes with the other. */
async function runCalls(size: number): Promise<CallResults> {
  const call = (index: number): Promise<unknown> =>
    index % 2 === 0 ? client.findMember('guoji') : client.updateMember('guoji', { position: `岗位${String(index)}` })
  const results = await Promise.allSettled(Array.from({ length: size }, (_, index) => call(index)))
  return { failed: results.filter(({ status }) => status === 'rejected').length, alarms }
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://client')
  clockOffsetMs = Number(searchParams.get('clockOffsetMs'))
  void runCalls(Number(searchParams.get('size'))).then((result) => response.end(JSON.stringify(result)))
})
server.listen(0, '127.0.0.1', () => {
  const ready: TokenClientReady = { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` }
  announceReady(ready, async () => {
    server.close()
    await database.close()
  })
})
