import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { systemClock } from './clock.ts'
import { simulatorDefaults } from './defaults.ts'
import { createGateway } from './gateway/gateway.ts'
import { persistState } from './persist-state.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts'

export type StartOptions = Omit<SimulatorOptions, 'addresses' | 'app'> & {
  /** Default 0: a free port. */
  port?: number
  /** Port of the app's public address. Default 0: a free port. */
  gatewayPort?: number
  host?: string
  /** Address of the app, e.g. `http://127.0.0.1:8123`, for callbacks and proxied requests. The app may start later. */
  appUrl: string
  app?: { agentId?: number; secret?: string; name?: string }
  /** `null`: neither receiver has a callback URL in the console. */
  callbacks?: null
  /** Persists the state in this file: read at the start, written after changes and at the end. */
  stateFile?: string
}

export type RunningSimulator = {
  /** WeCom's address: the app's WECOM_API_BASE, WECOM_OAUTH_BASE and WECOM_LOGIN_BASE, and the page. */
  url: string
  /** Address of the gateway: the app's PUBLIC_URL. */
  gatewayUrl: string
  simulator: Simulator
  stop(): Promise<void>
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

const receiversAt = (appUrl: string): NonNullable<SimulatorOptions['receivers']> => {
  const { appCallback, contactsCallback } = simulatorDefaults
  const base = appUrl.replace(/\/$/, '')
  return {
    app: { url: base + appCallback.path, token: appCallback.token, aesKey: appCallback.aesKey },
    contacts: { url: base + contactsCallback.path, token: contactsCallback.token, aesKey: contactsCallback.aesKey },
  }
}

/**
 * Starts the simulator and the gateway, each on its own port. Both use `localhost`, so that the persona's cookie is also
 * sent to the authorize page.
 */
export const startSimulator = async (options: StartOptions): Promise<RunningSimulator> => {
  const host = options.host ?? '127.0.0.1'
  const pageDir = options.pageDir ?? fileURLToPath(new URL('./page/', import.meta.url))
  const urls = { simulatorUrl: '', gatewayUrl: '' }
  const gateway = createGateway({
    target: options.appUrl,
    simulatorUrl: () => urls.simulatorUrl,
    pageDir,
    nowMs: () => (options.clock ?? systemClock).nowMs(),
    newId: () => randomBytes(16).toString('hex'),
  })
  const gatewayPort = await listen(gateway.server, options.gatewayPort ?? 0, host)
  urls.gatewayUrl = `http://localhost:${gatewayPort}`
  const simulator = createSimulator({
    ...options,
    receivers: options.receivers ?? (options.callbacks === null ? {} : receiversAt(options.appUrl)),
    app: { ...options.app, homeUrl: `${urls.gatewayUrl}/`, trustedDomain: `localhost:${gatewayPort}` },
    pageDir,
    addresses: () => urls,
    onReset: () => {
      gateway.devices.forget()
      options.onReset?.()
    },
  })
  const persistence = options.stateFile === undefined ? null : persistState(options.stateFile, simulator)
  const handleRequest = getRequestListener(simulator.app.fetch, { hostname: 'localhost' })
  const server = createServer((request, response) => void handleRequest(request, response))
  try {
    urls.simulatorUrl = `http://localhost:${await listen(server, options.port ?? 0, host)}`
  } catch (error) {
    persistence?.stop()
    await close(gateway.server)
    throw error
  }
  return {
    url: urls.simulatorUrl,
    gatewayUrl: urls.gatewayUrl,
    simulator,
    async stop() {
      await Promise.all([close(server), close(gateway.server)])
      persistence?.stop()
    },
  }
}
