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
  /** 0, the default, takes a free one. */
  port?: number
  /** The app's public address. 0, the default, takes a free one. */
  gatewayPort?: number
  host?: string
  /** Where the app listens, e.g. `http://127.0.0.1:8123`. Callbacks and proxied requests go there. It need not be up yet. */
  appUrl: string
  app?: { agentId?: number; secret?: string; name?: string }
  /** `null`: no callback URL in the console, for either receiver. */
  callbacks?: null
  /** Keeps the company in this file: read at the start, written after changes and at the end. */
  stateFile?: string
}

export type RunningSimulator = {
  /** The platform: the app's WECOM_API_BASE, WECOM_OAUTH_BASE and WECOM_LOGIN_BASE, and the page for people. */
  url: string
  /** The phone's WebView: the app's PUBLIC_URL. */
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
 * Platform and phone, each on a port of its own. Both are named `localhost`, so that the persona's cookie reaches the
 * authorize page, as one signed-in client would.
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
  const keeper = options.stateFile === undefined ? null : persistState(options.stateFile, simulator)
  const answer = getRequestListener(simulator.app.fetch, { hostname: 'localhost' })
  const server = createServer((request, response) => void answer(request, response))
  try {
    urls.simulatorUrl = `http://localhost:${await listen(server, options.port ?? 0, host)}`
  } catch (error) {
    keeper?.stop()
    await close(gateway.server)
    throw error
  }
  return {
    url: urls.simulatorUrl,
    gatewayUrl: urls.gatewayUrl,
    simulator,
    async stop() {
      await Promise.all([close(server), close(gateway.server)])
      keeper?.stop()
    },
  }
}
