import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { signInVisitor, type Visitor } from '../lib/browser-session.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import type { SmallDisk } from './small-disk.ts'
import { NOBODY_ID } from '../lib/nobody.mjs'

/** Starts a product whose data directory is on `disk`, with PGlite or the PostgreSQL at `databaseUrl`. */
export async function createDiskFullEnvironment(disk: SmallDisk, databaseUrl?: string) {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const simulator = await startSimulator({ appUrl: publicUrl, pageDir: pathInRepository('test/wecom-simulator/page') })
  simulator.simulator.state.app.trustedDomain = `localhost:${port}`
  const addresses = { port, publicUrl, simulatorUrl: simulator.url, dataDir: join(disk.path, 'data'), databaseUrl }
  const env = productEnvironment({ ...addresses, isProxied: true })
  let product = startProductProcess(env)
  await product.whenReady(publicUrl)
  return {
    product: () => product,
    /** Starts the product again after it has ended. */
    start: () => (product = startProductProcess(env)),
    whenReady: () => product.whenReady(publicUrl),
    signIn: (userid: string) => signInVisitor({ publicUrl, simulatorUrl: simulator.url }, userid),
    readiness: async () => (await fetch(`${publicUrl}/readyz`)).json() as Promise<unknown>,
    async stop() {
      if (product.isRunning()) await product.stop()
      await simulator.stop()
    },
  }
}

/** Creates a database on `disk` in the PostgreSQL at `serverUrl`, whose WAL is on another disk. */
export async function createDatabaseOnDisk(
  serverUrl: string,
  disk: SmallDisk,
): Promise<{ url: string; drop(): Promise<void> }> {
  const [folder, name] = [join(disk.path, 'tablespace'), `desk_disk_${process.pid}`]
  mkdirSync(folder, { mode: 0o700 })
  if (process.getuid?.() === 0) chownSync(folder, NOBODY_ID, NOBODY_ID)
  const run = async (statements: readonly string[]) => {
    const client = new pg.Client({ connectionString: serverUrl })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  await run([`create tablespace ${name} location '${folder}'`, `create database ${name} tablespace ${name}`])
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run([`drop database ${name} with (force)`, `drop tablespace ${name}`]) }
}

let keys = 0

/** Requests another office phone number; withdraws the request if it is accepted, so that the next one can be submitted. */
export async function submitAndWithdraw(visitor: Visitor): Promise<{ status: number; code: string | null }> {
  const response = await visitor.get('/api/info-change/form')
  const form = (await response.json()) as { fields: { field: string; value: string }[] }
  const from = form.fields.find(({ field }) => field === 'telephone')?.value ?? ''
  const draft = { kind: 'info_change', payload: { telephone: { from, to: `0755-${10_000_000 + (keys += 1)}` } } }
  const created = await visitor.post('/api/requests', draft, { 'idempotency-key': `disk-${process.pid}-${keys}` })
  const body = (await created.json()) as { id: string; version: number; error?: { code: string } }
  if (created.status === 201) await visitor.post(`/api/requests/${body.id}/withdrawal`, { version: body.version })
  return { status: created.status, code: body.error?.code ?? null }
}

/** Repeats until a request is accepted. The server remembers a full disk for a while. */
export const submitUntilAccepted = (visitor: Visitor) =>
  until('an accepted request', async () => ((await submitAndWithdraw(visitor)).status === 201 ? true : null))

export async function countOwnRequests(visitor: Visitor): Promise<number> {
  let [count, after] = [0, '']
  for (;;) {
    const page = (await (await visitor.get(`/api/requests${after}`)).json()) as {
      items: unknown[]
      next: string | null
    }
    count += page.items.length
    if (page.next === null) return count
    after = `?after=${page.next}`
  }
}

export async function isAuditIntact(auditor: Visitor): Promise<boolean> {
  const report = (await (await auditor.post('/api/audit/verify', {})).json()) as { isIntact?: boolean }
  return report.isIntact === true
}
