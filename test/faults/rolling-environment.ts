import { waitForDirectoryRuns } from '../lib/directory-runs.ts'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { productEnvironment } from '../demo/product-environment.ts'
import { freePort } from '../lib/free-port.mjs'
import { startPostgres } from '../lib/postgres.mjs'
import { startProductProcess } from '../lib/product-process.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { makeCertificates, requireNginx, startProxy } from '../release/proxy.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'
import { createSite } from './rolling-builds.ts'

/** Longer than nginx skips a server after a refused connection; see docs/production.md. */
const SETTLE_MS = 2_000

/** Starts two servers behind nginx with https, configured as in deploy/nginx.conf, on one PostgreSQL. */
export async function createRollingEnvironment(members: number, departments: number) {
  const base = mkdtempSync(join(tmpdir(), 'desk-rolling-'))
  chmodSync(base, 0o755)
  const nginx = requireNginx()
  const postgres = await startPostgres()
  const database = await createTestDatabase(postgres.url, `desk_rolling_${String(process.pid)}`)
  const ports = { http: await freePort(), https: await freePort(), apps: [await freePort(), await freePort()] }
  const publicUrl = `https://localhost:${String(ports.https)}`
  const company = generatedCompany(members, departments)
  const simulator = await startSimulator({ appUrl: publicUrl, company })
  simulator.simulator.state.limits.messagesPerAccountAndDay = 1_000_000
  const { caFile, folder } = makeCertificates(join(base, 'tls'))
  mkdirSync(join(base, 'nginx'))
  const proxy = await startProxy(nginx, join(base, 'nginx'), ports, folder)

  const servers = ports.apps.map((port, index) => {
    const site = createSite(base, `site-${String(index)}`)
    const env = {
      ...productEnvironment({
        port,
        publicUrl,
        simulatorUrl: simulator.url,
        dataDir: join(base, `data-${String(index)}`),
        databaseUrl: database.url,
        isProxied: true,
      }),
      NODE_ENV: 'production',
      DRAIN_SECONDS: '2',
    }
    const url = `http://127.0.0.1:${String(port)}`
    let product: ReturnType<typeof startProductProcess> | undefined
    const start = async () => {
      product = startProductProcess(env, site.root)
      await product.whenReady(url)
    }
    return {
      installBuild: site.installBuild,
      start,
      stop: async () => product?.stop(),
      lines: () => product?.lines ?? [],
      /** Restarts the server; returns whether `/readyz` failed before connections were refused, and the exit status. */
      async restart(): Promise<{ hasReportedUnready: boolean; ended: number | string | undefined }> {
        const ended = product?.stop()
        let hasReportedUnready = false
        await until('the end of the server', async () => {
          const response = await fetch(`${url}/readyz`, { headers: { connection: 'close' } }).catch(() => null)
          hasReportedUnready ||= response?.status === 503
          return response === null ? true : null
        })
        const status = await ended
        await start()
        await delay(SETTLE_MS)
        return { hasReportedUnready, ended: status }
      },
    }
  })
  return {
    base,
    publicUrl,
    database,
    servers,
    target: { port: ports.https, ca: readFileSync(caFile, 'utf8') },
    proxyLog: proxy.log,
    proxyErrors: () => readFileSync(join(base, 'nginx/error.log'), 'utf8'),
    effects: () => simulator.simulator.state.effects,
    whenDirectoryIsRead: () => waitForDirectoryRuns(database),
    async stop() {
      for (const server of servers) await server.stop()
      await proxy.stop()
      await simulator.stop()
      await database.drop()
      await postgres.stop()
      rmSync(base, { recursive: true, force: true })
    },
  }
}
