import { signatureStatements } from '@desk/server/testing/database/driver-statements'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { productEnvironment } from '../demo/product-environment.ts'
import { sessionInsertStatement, sessionsOf } from '../lib/create-sessions.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone } from '../lib/phone-session.ts'
import { startProductProcess } from '../lib/product-process.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { measureSigning } from './concurrent-signers.ts'

const CLAUSES = 5

/** Returns the signatures a second on the embedded database, and how many its driver alone writes with the same rows. */
export async function measureEmbeddedSigning(count: number): Promise<{ perSecond: number; baseline: number }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-policy-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${String(port)}`
  const simulator = await startSimulator({ appUrl: base, pageDir: pathInRepository('test/wecom-simulator/page') })
  const publicUrl = simulator.gatewayUrl
  const environment = {
    ...productEnvironment({ port, publicUrl, simulatorUrl: simulator.url, dataDir, isProxied: true }),
    NODE_ENV: 'production',
  }
  const start = async () => {
    const product = startProductProcess(environment)
    await product.whenReady(base)
    return product
  }
  /** Runs transactions while the product is stopped; returns their duration in milliseconds. */
  async function runTransactions(transactions: readonly (readonly string[])[]): Promise<number> {
    const file = join(dataDir, 'statements.json')
    writeFileSync(file, JSON.stringify(transactions))
    const driver = pathInRepository('test/bench/embedded-driver.mjs')
    const { stdout } = await promisify(execFile)(process.execPath, [driver, join(dataDir, 'pglite'), file])
    return Number(stdout.trim())
  }
  let product = await start()
  const author = await openPhone(publicUrl, 'chenhaiyan')
  const lead = await openPhone(publicUrl, 'tangzhenhua')
  const today = dayIn('Asia/Shanghai', new Date())
  const { draft } = await author.get<PolicyEditView>(`/api/settings/policies/${await getTemplateId(author)}`)
  const content = { ...draft!.content, clauses: draft!.content.clauses.slice(0, CLAUSES) }
  const { id } = await postOrThrow<PolicyEditView>(author, '/api/settings/policies', content)
  await publishVersion({ author, lead }, { id, kind: 'major', change: () => content, today })
  await product.stop()

  const userids = Array.from({ length: count }, (_, index) => `m${String(index + 1).padStart(7, '0')}`)
  await runTransactions([
    [
      `insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at)
       select 'm' || lpad(n::text, 7, '0'), '成员' || n, '', array[1], 1, '', '', 1, now() from generate_series(1, ${String(count)}) n`,
      sessionInsertStatement(userids),
    ],
  ])
  // The sync at the start marks members as left whom it does not find in WeCom.
  const { members } = simulator.simulator.state.directory
  for (const userid of userids) members[userid] = { ...members['chenhaiyan']!, userid }
  product = await start()
  const { perSecond } = await measureSigning(
    { base, headersOf: sessionsOf(publicUrl).headersOf, signIn: async () => {} },
    id,
    count,
  )
  await product.stop()

  const ms = await runTransactions(userids.map((_userid, index) => signatureStatements(index, id)))
  const baseline = (count / ms) * 1000
  await simulator.stop()
  rmSync(dataDir, { recursive: true, force: true })
  return { perSecond, baseline }
}
