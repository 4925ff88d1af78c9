import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { productEnvironment } from '../demo/product-environment.ts'
import { dumpText } from '../lib/dump-database.ts'
import { freePort } from '../lib/free-port.mjs'
import { startPostgres } from '../lib/postgres.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { makeCertificates, requireNginx, startProxy } from '../release/proxy.ts'
import type { Company } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

/** The pause before a request that nginx refused is repeated. */
const PAUSE_MS = 250

/**
 * Starts the built server on PostgreSQL behind nginx with deploy/nginx.conf, as docs/production.md says. Adds the functions that
 * stop it to `cleanups`, to be run from the last to the first.
 */
export async function startInstallation(company: Company, cleanups: (() => unknown)[]) {
  const nginx = requireNginx()
  const base = mkdtempSync(join(tmpdir(), 'desk-unnamed-'))
  cleanups.push(() => rmSync(base, { recursive: true, force: true }))
  const postgres = await startPostgres()
  cleanups.push(() => postgres.stop())
  const database = await createTestDatabase(postgres.url, `desk_unnamed_${String(process.pid)}`)
  cleanups.push(() => database.drop())
  const ports = { http: await freePort(), https: await freePort(), apps: [await freePort()] }
  const metricsPort = await freePort()
  const publicUrl = `https://localhost:${String(ports.https)}`
  const simulator = await startSimulator({ appUrl: publicUrl, company, callbacks: null })
  cleanups.push(() => simulator.stop())
  const { caFile, folder } = makeCertificates(join(base, 'tls'))
  const proxy = await startProxy(nginx, base, ports, folder)
  cleanups.push(() => proxy.stop())
  const port = ports.apps[0] ?? 0
  const environment = productEnvironment({
    port,
    publicUrl,
    simulatorUrl: simulator.url,
    dataDir: join(base, 'state'),
    databaseUrl: database.url,
    isProxied: true,
  })
  const product = startProductProcess({ ...environment, METRICS_PORT: String(metricsPort) })
  cleanups.push(() => product.stop())
  await product.whenReady(`http://127.0.0.1:${String(port)}`)
  const ca = readFileSync(caFile, 'utf8')

  /** Sends a request from this address, as a phone does. */
  const sendOnce = (
    from: string,
    {
      method = 'GET',
      path,
      headers = {},
      body,
    }: { method?: string; path: string; headers?: Record<string, string>; body?: unknown },
  ) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const options = { method, ca, servername: 'localhost', localAddress: from, agent: false }
      const host = {
        host: `localhost:${String(ports.https)}`,
        'content-type': 'application/json',
        'x-requested-with': 'desk',
        origin: publicUrl,
      }
      const outgoing = request(
        `https://127.0.0.1:${String(ports.https)}${path}`,
        { ...options, headers: { ...host, ...headers } },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
          })
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body === undefined ? undefined : JSON.stringify(body))
    })

  /** Sends a request, and repeats it while nginx's limit for all reports or a busy server refuses it, as the page asks its reader to do. */
  const send: typeof sendOnce = async (from, call) => {
    const answer = await sendOnce(from, call)
    if (answer.status !== 429 && answer.status !== 503) return answer
    await delay(PAUSE_MS)
    return send(from, call)
  }

  return {
    database,
    publicUrl,
    send,
    /** Returns a refusal with what the server logged about that request. */
    causeOf(text: string): string {
      const requestId = /"requestId":"(\w+)"/.exec(text)?.[1]
      const logged = requestId === undefined ? [] : product.lines.filter((line) => line.includes(requestId))
      return [text, ...logged].join('\n')
    },
    /** Reads the lines of everything that was written so far: database, logs and metrics. `how`: how the database was read. */
    async readEverything() {
      const dump = await dumpText(database.url)
      const metrics = await (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text()
      const read = (name: string) => readFileSync(join(base, name), 'utf8')
      return {
        how: dump.how,
        dump: dump.lines,
        accessLog: read('wecom-desk.log').split('\n'),
        errorLog: read('error.log').split('\n'),
        serverLog: [...product.lines],
        metrics: metrics.split('\n'),
      }
    },
    accessLog: () => readFileSync(join(base, 'wecom-desk.log'), 'utf8'),
    stopServer: () => product.stop(),
    bodiesInFiles: () =>
      readdirSync(join(base, 'client_body'), { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ),
  }
}

export type Installation = Awaited<ReturnType<typeof startInstallation>>
