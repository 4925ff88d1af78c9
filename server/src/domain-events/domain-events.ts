import type { DelegationId, PolicyId, PolicyVersionId } from '@desk/shared/kernel/ids'
import type { Tx } from '../db/database.ts'
import type { directoryChanges } from '../db/schema/index.ts'

type MemberState = { departmentIds: readonly number[]; mainDepartmentId: number | null; status: number }

export type MemberChange = {
  /** In its stored spelling. */
  userid: string
  /** Null: the member was not stored before. */
  before: MemberState | null
  now: MemberState
  /** How the member changed. Empty: no visible change. */
  drift: readonly (typeof directoryChanges.$inferInsert)['kind'][]
}

export type MovedDepartment = {
  id: number
  /** The previous path from the root; empty when unknown. The present path is in the synced directory. */
  before: readonly number[]
  isNew: boolean
}

export type DelegationChange = 'started' | 'ended'

/** Every event with its payload. `at`: when it happened, or when WeCom was queried. */
export type DomainEvents = {
  /** Members were read from WeCom and differ from the synced directory. */
  'members.synced': {
    members: readonly MemberChange[]
    /** New userids of former members whose userids were reassigned. */
    retired: readonly string[]
    /** The first sync: its new members are not reported as changes. */
    isFirst: boolean
    at: Date
  }
  /** Members left, or are no longer visible to the app. */
  'members.left': { members: readonly MemberChange[]; at: Date }
  /** A callback named these members, whether or not they changed. */
  'members.reported': { userids: readonly string[]; at: Date }
  /** The first sync is complete. */
  'directory.filled': { at: Date }
  'departments.moved': { departments: readonly MovedDepartment[]; isFirst: boolean; at: Date }
  /**
   * These people have a role from `at` on. Emitted before the grant is written, so that subscribers can compare with
   * the roles until now.
   */
  'roles.beginning': { userids: readonly string[]; role: string; at: Date }
  /** Roles of these people change at each of these instants. Emitted after the change is written. */
  'roles.changed': { userids: readonly string[]; role: string; at: readonly Date[] }
  /** At each of these instants a delegate starts or stops deciding for the delegator. */
  'delegations.changed': {
    id: DelegationId
    principal: string
    changes: readonly { change: DelegationChange; at: Date }[]
  }
  /** The account is locked in this app from now on. */
  'account.locked': { userid: string; at: Date }
  'account.unlocked': { userid: string; at: Date }
  /** A version took effect. `reach`: whether the people it applies to have to sign, are notified, or neither. */
  'policy.in_force': { policyId: PolicyId; versionId: PolicyVersionId; reach: 'asked' | 'told' | 'silent' }
  /** Nobody has to sign the policy any more. */
  'policy.retired': { policyId: PolicyId; at: Date }
  /** The number of open tasks of these people may have changed. */
  'workload.changed': { userids: readonly string[]; at: Date }
}

type EventName = keyof DomainEvents

/**
 * Calls the subscribers in the transaction of the change: their writes commit or fail with it. A subscriber only writes
 * to the database, may run twice, and does not depend on other subscribers.
 */
export type Emit = <Name extends EventName>(tx: Tx, name: Name, payload: DomainEvents[Name]) => Promise<void>

/** The event handlers of one module. */
export type Subscriptions = {
  readonly [Name in EventName]?: (tx: Tx, payload: DomainEvents[Name]) => Promise<void>
}

/** Returns the function that emits events to these subscribers. */
export const emitTo =
  (subscriptions: readonly Subscriptions[]): Emit =>
  async (tx, name, payload) => {
    for (const subscription of subscriptions) await subscription[name]?.(tx, payload)
  }
