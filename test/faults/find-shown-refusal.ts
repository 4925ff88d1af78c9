import { tmpdir } from 'node:os'
import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'
import { startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import type { TestDatabase } from '../lib/test-database.ts'
import { OPS } from './desk-company.ts'
import { createDeskClient, signInAll } from './desk-client.ts'
import type { ServerProcessOptions } from './server.process.ts'

const METRIC = /^desk_wecom_refused\{kind="secret",subject="agent_token",errcode="40001"\} 1$/m

/** Whether WeCom's refusal of a secret is in the database, in the metrics and on the page of the directory. */
export type ShownRefusal = { row: boolean; metric: boolean; page: boolean }

/** Starts a server on the same database and reads its metrics and its directory page. */
export async function findShownRefusal(
  database: TestDatabase,
  { simulatorUrl, agentSecret, nowMs }: { simulatorUrl: string; agentSecret: string; nowMs: number },
): Promise<ShownRefusal> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const publicUrl = `http://127.0.0.1:${String(port)}`
  const addresses = { port, publicUrl, simulatorUrl, dataDir: tmpdir(), databaseUrl: database.url, isProxied: false }
  const env = { METRICS_PORT: String(metricsPort), WECOM_AGENT_SECRET: agentSecret }
  const options: ServerProcessOptions = { addresses, killAt: null, clockOffsetMs: nowMs - Date.now(), env }
  // The directory cannot be read with this secret, so a member with the ops role is inserted.
  await database.query(
    `insert into members (userid, name, alias, department_ids, position, telephone, status, synced_at)
     values ('${OPS}', '陈海燕', '', '{1}', '', '', 1, clock_timestamp())`,
  )
  const server = await startChildProgram('faults-server', options)
  try {
    await signInAll(database, nowMs)
    const rows = await database.query(`select 1 from wecom_refusals where kind = 'secret' and subject = 'agent_token'`)
    const metrics = await (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text()
    const page = await createDeskClient(publicUrl).get<DirectoryHealth>(publicUrl, OPS, '/api/settings/directory')
    const secret = page.status === 200 ? page.body.secrets.find(({ name }) => name === 'agent_token') : undefined
    return { row: rows.length === 1, metric: METRIC.test(metrics), page: secret?.state === 'refused' }
  } finally {
    await server.stop()
  }
}
