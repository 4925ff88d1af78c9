import type { SimCall } from '../wecom-simulator/call-log.ts'
import type { FaultPlan } from '../wecom-simulator/faults.ts'
import type { RecordedEffect } from '../wecom-simulator/recorded-effects.ts'
import type { ChatEntry } from '../wecom-simulator/phone-view.ts'
import type { Switches } from '../wecom-simulator/behaviour-switches.ts'

export type DirectoryMember = { userid: string; name: string; position: string; telephone: string; status: number }
export type PhoneGroup = {
  chatid: string
  name: string
  owner: string
  userlist: string[]
  messages: { text: string }[]
}
/** Timeout of waiting for an effect. */
const WAIT_MS = 15_000

/** Creates a client of the simulator's control API. */
export function createSimulatorClient(url: string) {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/__sim__${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`simulator responded ${response.status} to ${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const effects = (after = 0, wait = 0) => call(`/ledger?after=${after}&wait=${wait}`) as Promise<RecordedEffect[]>
  const moveClock = async (target: object): Promise<number> =>
    ((await call('/clock', target)) as { nowMs: number }).nowMs
  return {
    url,
    /** The clock shared by the simulator and the app. It only moves forward; a test leaves it at a working morning. */
    clock: {
      now: async () => ((await call('/clock')) as { nowMs: number }).nowMs,
      advance: ({ days = 0, hours = 0, minutes = 0 }: { days?: number; hours?: number; minutes?: number }) =>
        moveClock({ advanceMs: ((days * 24 + hours) * 60 + minutes) * 60_000 }),
      toMorning: () => moveClock({ to: 'morning' }),
      toWorkday: () => moveClock({ to: 'workday' }),
    },
    effects,
    calls: (after = 0) => call(`/calls?after=${after}`) as Promise<SimCall[]>,
    chat: (userid: string) => call(`/chats/${encodeURIComponent(userid)}`) as Promise<ChatEntry[]>,
    /** Lists the groups of a member. */
    groups: (userid: string) => call(`/groups/${encodeURIComponent(userid)}`) as Promise<PhoneGroup[]>,
    async member(userid: string): Promise<DirectoryMember> {
      const members = (await call('/members')) as DirectoryMember[]
      const member = members.find((one) => one.userid === userid)
      if (!member) throw new Error(`no member ${userid} in the simulated directory`)
      return member
    },
    /** Waits for an effect that matches; throws after a timeout. */
    async waitForEffect(matches: (entry: RecordedEffect) => boolean, after = 0): Promise<RecordedEffect> {
      const deadline = performance.now() + WAIT_MS
      for (let lastSeq = after; performance.now() < deadline;) {
        const entries = await effects(lastSeq, 1000)
        const match = entries.find(matches)
        if (match) return match
        lastSeq = entries.at(-1)?.seq ?? lastSeq
      }
      throw new Error(`no matching effect within ${WAIT_MS} ms`)
    },
    addFault: (plan: FaultPlan) => call('/faults', plan),
    clearFaults: () => call('/faults/clear', {}),
    setSwitches: (switches: Partial<Switches>) => call('/switches', switches),
    editMember: (changes: { userid: string } & Record<string, unknown>) => call('/console/member', changes),
    /** Creates a member in WeCom's console. */
    createMember: (member: object) => call('/console/member/create', member),
    /** Lets a person join by the company's join code; returns their userid. */
    joinByCode: (person: { name: string; mobile: string }) => call('/console/member/join', person),
    /** Lets a member accept the invitation and sign in for the first time. */
    activateMember: (userid: string) => call('/console/member/activate', { userid }),
    setProtection: (changes: object) => call('/console/protection', changes),
    /** Lets another system write the directory at 02:00 every night, with its current values. */
    setSecondWriter: (on: boolean) => call('/second-writer', { on }),
    /** Enters values of a member, or with `isDeleted` their deletion, into the other system, which writes them at night. */
    enterInSecondWriter: (entry: { userid: string; isDeleted?: boolean } & Record<string, unknown>) =>
      call('/second-writer/orders', entry),
    setSecondFactor: (setting: object) => call('/console/second-factor', setting),
    openSecondFactor: (userid: string) => call('/second-factor/open', { userid }) as Promise<{ url: string | null }>,
    /** Requires the second factor again, as when the client returns from the background. */
    resetSecondFactor: (userid: string) => call('/second-factor/lock', { userid }),
    click: (click: { userid: string; taskId: string; key: string }) => call('/cards/click', click),
    /** Changes a mobile number as the member does in their client. */
    changeOwnMobile: (userid: string, mobile: string) => call('/console/member/mobile', { userid, mobile }),
    deleteMember: (userid: string) => call('/console/member/delete', { userid }),
    advanceClock: (ms: number) => call('/clock', { advanceMs: ms }),
    revokeTokens: (errcode: 40014 | 42001 = 42001) => call('/tokens/kill', { errcode }),
    reset: () => call('/reset', {}),
    settleCallbacks: () => call('/callbacks/settle', {}),
  }
}
export type SimulatorClient = ReturnType<typeof createSimulatorClient>
