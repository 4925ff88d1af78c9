import type { SimClock } from '../clock.ts'
import { smallCompany } from '../company.ts'
import { simulatorDefaults } from '../defaults.ts'
import type { RecordedEffect } from '../recorded-effects.ts'
import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts'
import type { TokenKind } from '../token-kind.ts'

type Reply = { errcode: number; errmsg: string } & Record<string, unknown>

/** A simulator in the test process with a fixed clock. Tokens are fetched through gettoken. */
export type SimKit = {
  simulator: Simulator
  clock: Required<SimClock>
  token(kind: TokenKind): Promise<string>
  get(kind: TokenKind, path: string): Promise<Reply>
  post(kind: TokenKind, path: string, body: unknown): Promise<Reply>
  callControlApi(path: string, body?: unknown): Promise<Response>
  /** Returns the recorded effects without sequence number and time. */
  effects(): object[]
}

const fixedClock = (): Required<SimClock> => {
  let now = Date.parse('2026-03-03T02:00:00Z')
  return { nowMs: () => now, advance: (ms) => void (now += ms) }
}

const withoutSeqAndTime = ({ seq: _seq, at: _at, ...effect }: RecordedEffect): object => effect

/** Returns the function that calls the simulator's control API, with a body by POST. */
export const controlApiOf =
  ({ app }: Pick<Simulator, 'app'>) =>
  async (path: string, body?: unknown): Promise<Response> =>
    app.request(
      `/__sim__${path}`,
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    )

export const createSimKit = (options: SimulatorOptions = {}): SimKit => {
  const clock = fixedClock()
  const simulator = createSimulator({
    company: smallCompany(),
    clock,
    app: { trustedDomain: 'desk.example:8080' },
    ...options,
  })
  const secrets = { agent: simulatorDefaults.agentSecret, contacts: simulatorDefaults.contactsSecret }
  const json = async (path: string, init?: RequestInit): Promise<Reply> =>
    (await (await simulator.app.request(path, init)).json()) as Reply
  const token = async (kind: TokenKind): Promise<string> => {
    const { corpId } = simulatorDefaults
    return String((await json(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secrets[kind]}`)).access_token)
  }
  const withToken = async (kind: TokenKind, path: string): Promise<string> =>
    `/cgi-bin/${path}${path.includes('?') ? '&' : '?'}access_token=${await token(kind)}`
  return {
    simulator,
    clock,
    token,
    get: async (kind, path) => json(await withToken(kind, path)),
    post: async (kind, path, body) => json(await withToken(kind, path), { method: 'POST', body: JSON.stringify(body) }),
    callControlApi: controlApiOf(simulator),
    effects: () => simulator.state.effects.map(withoutSeqAndTime),
  }
}

/** Creates a kit whose app sees only 二线组. 李四, who leads the parent department, is outside the visible range. */
export const createNarrowKit = (): SimKit => createSimKit({ company: smallCompany({ visibleDepartments: [3] }) })
