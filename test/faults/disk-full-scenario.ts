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
import type { SmallDisk } from './full-disk.ts'

const NOBODY = 65_534

/** A product whose database lies on `disk`: PGlite, or the PostgreSQL at `databaseUrl`. */
export async function createDiskWorld(disk: SmallDisk, databaseUrl?: string) {
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
    /** Starts anew what has ended. */
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

/** A database on `disk` of the PostgreSQL at `serverUrl`, which keeps its log elsewhere. */
export async function databaseOnDisk(
  serverUrl: string,
  disk: SmallDisk,
): Promise<{ url: string; drop(): Promise<void> }> {
  const [folder, name] = [join(disk.path, 'tablespace'), `desk_disk_${process.pid}`]
  mkdirSync(folder, { mode: 0o700 })
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY)
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

/** Asks for another telephone, and takes it back when it was taken: the next one may ask again. */
export async function submitAndWithdraw(visitor: Visitor): Promise<{ status: number; code: string | null }> {
  const answer = await visitor.get('/api/info-change/form')
  const form = (await answer.json()) as { fields: { field: string; value: string }[] }
  const from = form.fields.find(({ field }) => field === 'telephone')?.value ?? ''
  const draft = { kind: 'info_change', payload: { telephone: { from, to: `0755-${10_000_000 + (keys += 1)}` } } }
  const made = await visitor.post('/api/requests', draft, { 'idempotency-key': `disk-${process.pid}-${keys}` })
  const body = (await made.json()) as { id: string; version: number; error?: { code: string } }
  if (made.status === 201) await visitor.post(`/api/requests/${body.id}/withdrawal`, { version: body.version })
  return { status: made.status, code: body.error?.code ?? null }
}

/** Until there is room in the eyes of the server: it believes a full database for a while. */
export const untilTaken = (visitor: Visitor) =>
  until('room', async () => ((await submitAndWithdraw(visitor)).status === 201 ? true : null))

export async function countMine(visitor: Visitor): Promise<number> {
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

export async function auditIsIntact(auditor: Visitor): Promise<boolean> {
  const report = (await (await auditor.post('/api/audit/verify', {})).json()) as { isIntact?: boolean }
  return report.isIntact === true
}
