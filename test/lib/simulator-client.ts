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
/** How long a read may wait for its first entry. */
const WAIT_MS = 15_000

/** The simulator's control API, as a test uses it. */
export function simulatorClient(url: string) {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/__sim__${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`simulator answered ${response.status} to ${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const ledger = (after = 0, wait = 0) => call(`/ledger?after=${after}&wait=${wait}`) as Promise<RecordedEffect[]>
  const move = async (how: object): Promise<number> => ((await call('/clock', how)) as { nowMs: number }).nowMs
  return {
    url,
    /** The time that simulator and product share. Only forward; whoever moves it leaves it on a working morning. */
    clock: {
      now: async () => ((await call('/clock')) as { nowMs: number }).nowMs,
      advance: ({ days = 0, hours = 0, minutes = 0 }: { days?: number; hours?: number; minutes?: number }) =>
        move({ advanceMs: ((days * 24 + hours) * 60 + minutes) * 60_000 }),
      toMorning: () => move({ to: 'morning' }),
      toWorkday: () => move({ to: 'workday' }),
    },
    ledger,
    calls: (after = 0) => call(`/calls?after=${after}`) as Promise<SimCall[]>,
    chat: (userid: string) => call(`/chats/${encodeURIComponent(userid)}`) as Promise<ChatEntry[]>,
    /** The groups on that person's phone. */
    groups: (userid: string) => call(`/groups/${encodeURIComponent(userid)}`) as Promise<PhoneGroup[]>,
    async member(userid: string): Promise<DirectoryMember> {
      const members = (await call('/members')) as DirectoryMember[]
      const found = members.find((member) => member.userid === userid)
      if (!found) throw new Error(`the simulated directory has no ${userid}`)
      return found
    },
    /** Waits for an effect that `isWanted`; throws when none comes in time. */
    async waitForEffect(isWanted: (entry: RecordedEffect) => boolean, after = 0): Promise<RecordedEffect> {
      const deadline = performance.now() + WAIT_MS
      for (let seen = after; performance.now() < deadline;) {
        const entries = await ledger(seen, 1000)
        const found = entries.find(isWanted)
        if (found) return found
        seen = entries.at(-1)?.seq ?? seen
      }
      throw new Error('the effect never happened')
    },
    addFault: (plan: FaultPlan) => call('/faults', plan),
    clearFaults: () => call('/faults/clear', {}),
    setSwitches: (switches: Partial<Switches>) => call('/switches', switches),
    editMember: (changes: { userid: string } & Record<string, unknown>) => call('/console/member', changes),
    protect: (changes: object) => call('/console/protection', changes),
    setSecondFactor: (setting: object) => call('/console/second-factor', setting),
    openSecondFactor: (userid: string) => call('/second-factor/open', { userid }) as Promise<{ url: string | null }>,
    /** The client came back from the background: it asks anew. */
    resetSecondFactor: (userid: string) => call('/second-factor/lock', { userid }),
    click: (click: { userid: string; taskId: string; key: string }) => call('/cards/click', click),
    /** What nobody but the member can do, in his own client. */
    changeOwnMobile: (userid: string, mobile: string) => call('/console/member/mobile', { userid, mobile }),
    deleteMember: (userid: string) => call('/console/member/delete', { userid }),
    advanceClock: (ms: number) => call('/clock', { advanceMs: ms }),
    killTokens: (errcode: 40014 | 42001 = 42001) => call('/tokens/kill', { errcode }),
    reset: () => call('/reset', {}),
    settleCallbacks: () => call('/callbacks/settle', {}),
  }
}
export type SimulatorClient = ReturnType<typeof simulatorClient>
