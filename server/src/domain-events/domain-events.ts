import type { DelegationId, PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { Tx } from '../db/database.ts'
import type { directoryChanges } from '../db/schema/index.ts'

type MemberState = { departmentIds: readonly number[]; mainDepartmentId: number | null; status: number }

export type MemberChange = {
  /** As the mirror spells it. */
  userid: string
  /** Null: the mirror did not know them. */
  before: MemberState | null
  now: MemberState
  /** In which ways they changed. Empty: nothing that anybody sees. */
  drift: readonly (typeof directoryChanges.$inferInsert)['kind'][]
}

export type MovedDepartment = {
  id: number
  /** The path down from the root until now; empty when it was not known. What it is now stands in the mirror. */
  before: readonly number[]
  isNew: boolean
}

export type DelegationTurn = 'started' | 'ended'

/** Every event with what it says. `at`: when it happened, or when WeCom was asked. */
export type DomainEvents = {
  /** Members were read from WeCom and differ from the mirror. */
  'members.synced': {
    members: readonly MemberChange[]
    /** New names of whoever had one of these userids before. */
    retired: readonly string[]
    /** The first filling of an empty mirror: nobody's coming is news. */
    isFirst: boolean
    at: Date
  }
  /** Members left, or are out of sight. */
  'members.left': { members: readonly MemberChange[]; at: Date }
  /** A callback named these members, whether or not the mirror shows a difference. */
  'members.reported': { userids: readonly string[]; at: Date }
  /** The mirror was filled for the first time. */
  'directory.filled': { at: Date }
  'departments.moved': { departments: readonly MovedDepartment[]; isFirst: boolean; at: Date }
  /** These people hold a role from `at` on. Emitted before it is written: subscribers compare with what holds until now. */
  'roles.beginning': { userids: readonly string[]; role: string; at: Date }
  /** These people hold less or more from each of these instants on. Emitted after it is written. */
  'roles.changed': { userids: readonly string[]; role: string; at: readonly Date[] }
  /** From each of these instants on somebody decides in the principal's place, or no longer. */
  'delegations.changed': {
    id: DelegationId
    principal: string
    turns: readonly { turn: DelegationTurn; at: Date }[]
  }
  /** Nobody may use this account here from now on. */
  'account.locked': { userid: string; at: Date }
  'account.unlocked': { userid: string; at: Date }
  /** A version took effect. `reach`: what it is to whoever it binds. */
  'policy.in_force': { policyId: PolicyId; versionId: PolicyVersionId; reach: 'asked' | 'told' | 'silent' }
  /** What waits for these people may have become more or less. */
  'workload.changed': { userids: readonly string[]; at: Date }
}

type EventName = keyof DomainEvents

/**
 * Tells whoever subscribes, in the transaction of the change: what they write commits or fails with it. A subscriber only
 * writes to the database, may run twice, and relies on no other.
 */
export type Emit = <Name extends EventName>(tx: Tx, name: Name, payload: DomainEvents[Name]) => Promise<void>

/** What one module does about the events that concern it. */
export type Subscriptions = {
  readonly [Name in EventName]?: (tx: Tx, payload: DomainEvents[Name]) => Promise<void>
}

export const emitTo =
  (subscriptions: readonly Subscriptions[]): Emit =>
  async (tx, name, payload) => {
    for (const subscription of subscriptions) await subscription[name]?.(tx, payload)
  }
