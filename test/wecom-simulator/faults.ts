/** How a call fails. */
type FaultKind =
  | { kind: 'errcode'; errcode: number }
  | { kind: 'http'; status: number; body?: string }
  /** Does not execute the call: waits `ms`, then closes the socket. */
  | { kind: 'timeout'; ms: number }
  /** Does not execute the call: closes the socket. */
  | { kind: 'drop' }
  /** Executes the call, then closes the socket without a response (after `ms`, if set). */
  | { kind: 'done-then-dropped'; ms?: number }
  /** Executes the call after `ms`. */
  | { kind: 'slow'; ms: number }
  /** Revokes every token before the call; gettoken then issues a new one. */
  | { kind: 'kill-tokens'; errcode: 40014 | 42001 }

export type FaultPlan = FaultKind & {
  /** `user/update`, `/cgi-bin/user/update`, `POST *` or `*`. */
  endpoint: string
  /** The first matching call that fails, counted from now on; the first is 1. */
  nth?: number
  /** The number of matching calls that fail; if omitted, one with `nth`, and all without. */
  times?: number
}

export type Fault = { id: string; plan: FaultPlan; seen: number; hits: number }

const matches = (endpoint: string, method: string, path: string): boolean => {
  if (endpoint === '*') return true
  if (endpoint === 'POST *' || endpoint === 'GET *') return endpoint.startsWith(method)
  return path === endpoint || path === `/cgi-bin/${endpoint}`
}

const applies = (fault: Fault): boolean => {
  const { nth, times } = fault.plan
  if (nth !== undefined) return fault.seen >= nth && fault.seen < nth + (times ?? 1)
  return times === undefined || fault.hits < times
}

/** Counts the call for every fault that it matches, and returns the first that applies. */
export const matchFault = (faults: Fault[], method: string, path: string): Fault | null => {
  let match: Fault | null = null
  for (const fault of faults) {
    if (!matches(fault.plan.endpoint, method, path)) continue
    fault.seen += 1
    if (match === null && applies(fault)) {
      fault.hits += 1
      match = fault
    }
  }
  return match
}

/** Fault switches of the page. Those that close connections affect only writes, so that signing in still works. */
export const faultSwitches = {
  busy: { label: '服务繁忙 −1', plans: [{ endpoint: '*', kind: 'errcode', errcode: -1 }] },
  limited: { label: '频率超限 45009', plans: [{ endpoint: '*', kind: 'errcode', errcode: 45009 }] },
  timeout: { label: '写入 10 秒超时', plans: [{ endpoint: 'POST *', kind: 'timeout', ms: 10_000 }] },
  doneThenDropped: { label: '写入后断开连接', plans: [{ endpoint: 'POST *', kind: 'done-then-dropped' }] },
  ip: { label: 'IP 不在名单 60020', plans: [{ endpoint: '*', kind: 'errcode', errcode: 60020 }] },
} as const satisfies Record<string, { label: string; plans: readonly FaultPlan[] }>

export type FaultSwitch = keyof typeof faultSwitches
