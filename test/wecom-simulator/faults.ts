/** What goes wrong with a call. */
type FaultKind =
  | { kind: 'errcode'; errcode: number }
  | { kind: 'http'; status: number; body?: string }
  /** Never does it: holds the answer `ms`, then closes the socket. */
  | { kind: 'timeout'; ms: number }
  /** Closes the socket without doing it. */
  | { kind: 'drop' }
  /** Does it, then closes the socket (after `ms`, when given) without an answer. */
  | { kind: 'done-then-dropped'; ms?: number }
  /** Does it, later. */
  | { kind: 'slow'; ms: number }
  /** From this call on every token is dead, until gettoken gives a new one. */
  | { kind: 'kill-tokens'; errcode: 40014 | 42001 }

export type FaultPlan = FaultKind & {
  /** `user/update`, `/cgi-bin/user/update`, `POST *` or `*`. */
  endpoint: string
  /** Only the n-th matching call from now on, counted from 1. */
  nth?: number
  /** How many matching calls it hits; every one when left out (and `nth` is not given). */
  times?: number
}

export type Fault = { id: string; plan: FaultPlan; seen: number; hits: number }

const matches = (endpoint: string, method: string, path: string): boolean => {
  if (endpoint === '*') return true
  if (endpoint === 'POST *' || endpoint === 'GET *') return endpoint.startsWith(method)
  return path === endpoint || path === `/cgi-bin/${endpoint}`
}

const isDue = (fault: Fault): boolean => {
  const { nth, times } = fault.plan
  if (nth !== undefined) return fault.seen >= nth && fault.seen < nth + (times ?? 1)
  return times === undefined || fault.hits < times
}

/** Counts the call for every fault it matches and gives the first that is due. */
export const faultFor = (faults: Fault[], method: string, path: string): Fault | null => {
  let due: Fault | null = null
  for (const fault of faults) {
    if (!matches(fault.plan.endpoint, method, path)) continue
    fault.seen += 1
    if (due === null && isDue(fault)) {
      fault.hits += 1
      due = fault
    }
  }
  return due
}

/** The switches on the page. Writing calls alone are cut off, so that one can still sign in while they are on. */
export const faultSwitches = {
  busy: { label: '服务繁忙 −1', plans: [{ endpoint: '*', kind: 'errcode', errcode: -1 }] },
  limited: { label: '频率超限 45009', plans: [{ endpoint: '*', kind: 'errcode', errcode: 45009 }] },
  timeout: { label: '写入 10 秒超时', plans: [{ endpoint: 'POST *', kind: 'timeout', ms: 10_000 }] },
  doneThenDropped: { label: '写成了再断开', plans: [{ endpoint: 'POST *', kind: 'done-then-dropped' }] },
  ip: { label: 'IP 不在名单 60020', plans: [{ endpoint: '*', kind: 'errcode', errcode: 60020 }] },
} as const satisfies Record<string, { label: string; plans: readonly FaultPlan[] }>

export type FaultSwitch = keyof typeof faultSwitches
