import { randomBytes as nodeRandomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { createCallbackSender, documentedTiming, type CallbackSender, type CallbackTiming } from './callbacks.ts'
import { createCgiBin } from './cgi-bin.ts'
import { systemClock, type SimClock } from './clock.ts'
import type { Company } from './company.ts'
import { createJoinPage } from './join-code.ts'
import { createControl } from './control.ts'
import { simulatorDefaults } from './defaults.ts'
import { createChangeBus, type ChangeBus } from './events.ts'
import type { SimEnv } from './incoming-call.ts'
import { demoCompany } from './demo-company.ts'
import { createOAuth } from './oauth.ts'
import { createPage } from './page.ts'
import { createState, type CallbackReceiver, type SimState } from './state.ts'
import type { Switches } from './behaviour-switches.ts'
import { nextSeq, type SimulatorContext } from './simulator-context.ts'

export type SimulatorOptions = {
  company?: Company
  corpId?: string
  contactsSecret?: string
  app?: { agentId?: number; secret?: string; name?: string; homeUrl?: string; trustedDomain?: string }
  /** Receivers of encrypted events; null: no callback URL in the console. */
  receivers?: { app?: CallbackReceiver | null; contacts?: CallbackReceiver | null }
  switches?: Partial<Switches>
  clock?: SimClock
  randomBytes?: (count: number) => Buffer
  /** Waits in real time, for slow responses and callback retries. */
  sleep?: (ms: number) => Promise<void>
  callbackTiming?: Partial<CallbackTiming>
  pageDir?: string
  /** Addresses that the page links to. */
  addresses?: () => { gatewayUrl: string | null; simulatorUrl: string | null }
  onReset?: () => void
}

export type Simulator = {
  app: Hono<SimEnv>
  context: SimulatorContext
  state: SimState
  bus: ChangeBus
  callbacks: CallbackSender
  reset(): void
}

const createInitialState = (options: SimulatorOptions): SimState =>
  createState({
    corpId: options.corpId ?? simulatorDefaults.corpId,
    contactsSecret: options.contactsSecret ?? simulatorDefaults.contactsSecret,
    app: {
      agentId: options.app?.agentId ?? simulatorDefaults.agentId,
      secret: options.app?.secret ?? simulatorDefaults.agentSecret,
      name: options.app?.name ?? '企微自助',
      homeUrl: options.app?.homeUrl ?? 'http://localhost/',
      trustedDomain: options.app?.trustedDomain ?? 'localhost',
    },
    receivers: { app: options.receivers?.app ?? null, contacts: options.receivers?.contacts ?? null },
    company: options.company ?? demoCompany,
    switches: options.switches ?? {},
  })

/** Creates a simulator without a socket: tests call `simulator.app.request('/cgi-bin/…')`. */
export const createSimulator = (options: SimulatorOptions = {}): Simulator => {
  const state = createInitialState(options)
  const clock = options.clock ?? systemClock
  const randomBytes = options.randomBytes ?? nodeRandomBytes
  const sleep = options.sleep ?? ((ms: number) => delay(ms))
  const bus = createChangeBus()
  const addresses = options.addresses ?? (() => ({ gatewayUrl: null, simulatorUrl: null }))
  const context: SimulatorContext = {
    state,
    clock,
    origin: () => addresses().simulatorUrl ?? 'https://work.weixin.qq.com',
    newId: (prefix) => `${prefix}-${randomBytes(16).toString('hex')}`,
    record(effect) {
      state.effects.push({ ...effect, seq: nextSeq(state), at: clock.nowMs() })
      bus.publish('ledger')
    },
    notify: (event) => callbacks.send(event),
    changed: (topic) => bus.publish(topic),
  }
  const timing = { ...documentedTiming, ...options.callbackTiming }
  const callbacks = createCallbackSender(context, { timing, randomBytes, sleep })
  const reset = (): void => {
    Object.assign(state, createInitialState(options))
    options.onReset?.()
    bus.publish('reset')
  }
  const app = new Hono<SimEnv>()
  app.route('/', createCgiBin(context, sleep))
  app.route('/', createOAuth(context))
  app.route('/', createJoinPage(context))
  app.route('/__sim__', createControl(context, { callbacks, bus, reset, addresses }))
  if (options.pageDir !== undefined) app.route('/', createPage(options.pageDir))
  return { app, context, state, bus, callbacks, reset }
}
