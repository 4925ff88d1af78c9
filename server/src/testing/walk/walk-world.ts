import type { MemberActor } from '@desk/shared/identity/actor'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { RequestId } from '@desk/shared/kernel/ids'
import { asc, eq, isNull } from 'drizzle-orm'
import { delegations, departments, members, requestCandidates, requests, roleGrants } from '../../db/schema/index.ts'
import { makeDelegation } from '../../features/delegations/make-delegation.ts'
import { endDelegation } from '../../features/delegations/revoke-delegation.ts'
import { syncDirectory } from '../../features/directory/sync-directory.ts'
import { departmentLabel } from '../../features/kinds/info-change/current-values.ts'
import { requireRequest, type RequestRow } from '../../features/requests/request-queries.ts'
import { decideRequest } from '../../features/requests/decide-request.ts'
import { resubmitRequest } from '../../features/requests/resubmit-request.ts'
import { returnRequest } from '../../features/requests/return-request.ts'
import { submitRequest } from '../../features/requests/submit-request.ts'
import { undoDecision } from '../../features/requests/undo-request.ts'
import { withdrawRequest } from '../../features/requests/withdraw-request.ts'
import { endRole } from '../../features/roles/end-role.ts'
import { grantRole } from '../../features/roles/grant-role.ts'
import { today } from '../../kernel/live-grants.ts'
import { findMemberRow, rolesOf } from '../../kernel/members-queries.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'
import { editDirectory, FOUNDERS, KEEPER, pickOf } from './walk-directory.ts'
import { type Facts, walkModel } from './walk-model.ts'
import type { ActStep, DutyStep, EditStep } from './walk-steps.ts'

const keeper: MemberActor = { kind: 'member', userid: KEEPER, roles: ['ops_lead'], adminOf: [] }

/** A company of four departments and seven people, two of whom decide, one of whom is the management department. */
export async function walkWorld({ deps: plain, given }: Kit) {
  const deps = { ...plain, site: { ...plain.site, undoMs: 60_000 } }
  const { db, clock, wecom } = deps
  const executedForGone: string[] = []
  const { updateMember } = wecom
  wecom.updateMember = async (userid, fields) => {
    if (wecom.members.get(userid)?.status !== 1) executedForGone.push(userid)
    return updateMember(userid, fields)
  }
  const top = await given.department({ id: 1, name: '公司' })
  const left = await given.department({ id: 2, parent: top, name: '质量' })
  const below = await given.department({ id: 3, parent: left, name: '来料' })
  const right = await given.department({ id: 4, parent: top, name: '销售' })
  await given.member({ userid: KEEPER, department: top, roles: ['ops_lead'] })
  for (const [index, department] of [below, left, top, right, below, right, below].entries())
    await given.member({ userid: `p${index}`, department, leads: index === 1 ? [left] : [] })
  await grantRole(deps, keeper, { role: 'ops', userid: `p${FOUNDERS - 1}` })
  await syncDirectory(deps)
  let count = 0

  /** As the session does it: nobody who is not active. */
  async function actorOf(userid: string): Promise<MemberActor | null> {
    const row = await findMemberRow(db, userid)
    return row?.status === 1 ? { kind: 'member', userid: row.userid, ...(await rolesOf(deps, userid)) } : null
  }
  const people = async () => (await db.select().from(members).orderBy(asc(members.userid))).map(({ userid }) => userid)
  const facts = async (): Promise<Facts> => ({
    day: today(deps),
    departments: await db.select().from(departments),
    members: await db.select().from(members),
    grants: await db.select().from(roleGrants),
    delegations: await db.select().from(delegations),
  })
  const candidatesOf = (id: RequestId) => db.select().from(requestCandidates).where(eq(requestCandidates.requestId, id))
  const allRequests = () => db.select().from(requests).orderBy(asc(requests.id))

  /** A refusal with a code is an answer like any other; anything else is a fault. */
  const attempt = async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what()
      return true
    } catch (error) {
      if (typeof (error as { code?: unknown }).code === 'string') return false
      throw error
    }
  }

  async function payloadFor(userid: string, where: number | null, startsIn: number | null) {
    const person = await findMemberRow(db, userid)
    const rows = await db.select().from(departments).orderBy(asc(departments.id))
    const target = where === null ? undefined : pickOf(rows, where)
    const later = startsIn === null ? {} : { effectiveOn: shiftDay(today(deps), startsIn) }
    const fromId = person?.mainDepartmentId ?? null
    if (!target || target.id === fromId || target.parentId === 0)
      return { position: { from: person?.position ?? '', to: `岗${count}` }, ...later }
    const [from, to] = [await departmentLabel(db, fromId), await departmentLabel(db, target.id)]
    return { department: { from, to, fromId, toId: target.id }, ...later }
  }

  async function submit({ who, where, startsIn }: Extract<ActStep, { do: 'submit' }>): Promise<void> {
    const actor = await actorOf(pickOf(await people(), who) ?? '')
    if (!actor) return
    const payload = await payloadFor(actor.userid, where, startsIn)
    const submission = { kind: 'info_change', payload, idempotencyKey: `walk-submission-${count}` } as const
    await attempt(() => submitRequest(deps, actor, submission))
  }

  const fieldsOf = (request: RequestRow, agrees: boolean) => {
    const all = deps.kinds.info_change.agreeToAll(request)
    const no = { verdict: 'refuse', reason: { code: 'not_matching', text: '' } } as const
    return agrees ? all : Object.fromEntries(Object.keys(all).map((field) => [field, no]))
  }
  const orderOn = ({ id, version, seenHash }: RequestRow) => ({ id, version, seenHash })

  const commandsOn = {
    decide: (actor: MemberActor, request: RequestRow, agrees = true) =>
      decideRequest(deps, actor, { ...orderOn(request), fields: fieldsOf(request, agrees) }),
    sendBack: (actor: MemberActor, request: RequestRow) =>
      returnRequest(deps, actor, { ...orderOn(request), reason: { code: 'needs_proof', text: '' } }),
    resubmit: async (actor: MemberActor, { id, version }: RequestRow) => {
      const payload = await payloadFor(actor.userid, null, null)
      return resubmitRequest(deps, actor, { id, version, draft: { kind: 'info_change', payload } })
    },
    withdraw: (actor: MemberActor, { id, version }: RequestRow) => withdrawRequest(deps, actor, { id, version }),
    undo: (actor: MemberActor, { id, version }: RequestRow) => undoDecision(deps, actor, { id, version }),
  }

  async function act(step: Exclude<ActStep, { do: 'submit' }>, disagree: (text: string) => void): Promise<void> {
    const found = pickOf(await allRequests(), step.which)
    if (!found) return
    const request = await requireRequest(db, found.id)
    const asked = (await candidatesOf(found.id)).filter(({ closedAt }) => closedAt === null)
    const anybody = await people()
    const others = {
      decide: () => (step.do === 'decide' && step.isAsked ? asked.map(({ userid }) => userid)[step.by % 7] : undefined),
      undo: () => request.decidedBy ?? undefined,
      sendBack: () => asked[0]?.userid,
      resubmit: () => request.applicantId,
      withdraw: () => request.applicantId,
    }
    const by = others[step.do]() ?? pickOf(anybody, 'by' in step ? step.by : 0) ?? ''
    const actor = await actorOf(by)
    if (!actor) return
    const may = walkModel(await facts()).mayDecide(by, request, await candidatesOf(found.id))
    const agrees = step.do === 'decide' && step.agrees
    const isDone = await attempt(() => commandsOn[step.do](actor, request, agrees))
    if (step.do === 'decide' && isDone !== (may && request.state === 'open'))
      disagree(`${by} ${isDone ? 'decided' : 'could not decide'} ${found.id}, which is ${request.state}`)
  }

  async function duty(step: DutyStep): Promise<void> {
    const day = today(deps)
    const known = await people()
    if (step.do === 'grant') {
      const place = pickOf(await db.select().from(departments).orderBy(asc(departments.id)), step.where)
      const role = step.isOps ? { role: 'ops' as const } : { role: 'dept_admin' as const, departmentId: place?.id ?? 1 }
      const startsOn = shiftDay(day, step.startsIn)
      const until = step.lasts === null ? {} : { endsOn: shiftDay(startsOn, step.lasts) }
      const deputy = step.isOps ? {} : { isDeputy: step.isDeputy }
      const body = { ...role, ...deputy, userid: pickOf(known, step.who) ?? '', startsOn, ...until }
      await attempt(() => grantRole(deps, keeper, body))
    }
    if (step.do === 'endGrant') {
      const open = await db.select().from(roleGrants).where(isNull(roleGrants.endedAt)).orderBy(asc(roleGrants.id))
      const grant = pickOf(
        open.filter(({ userid, source }) => userid !== KEEPER && source === 'setting'),
        step.which,
      )
      if (grant) await attempt(() => endRole(deps, keeper, grant.id))
    }
    if (step.do === 'delegate') {
      const actor = await actorOf(pickOf(known, step.who) ?? '')
      const startsOn = shiftDay(day, step.startsIn)
      const body = {
        delegate: pickOf(known, step.to) ?? '',
        startsOn,
        endsOn: shiftDay(startsOn, step.lasts),
        note: '',
      }
      if (actor) await attempt(() => makeDelegation(deps, actor, body))
    }
    if (step.do === 'revoke') {
      const row = pickOf(await db.select().from(delegations).orderBy(asc(delegations.id)), step.which)
      const actor = row ? await actorOf(row.principal) : null
      if (row && actor) await attempt(() => endDelegation(deps, actor, row.id))
    }
  }

  return {
    deps,
    executedForGone,
    allRequests,
    candidatesOf,
    actorOf,
    commandsOn,
    submit,
    act,
    duty,
    model: async () => walkModel(await facts()),
    edit: (step: EditStep) => editDirectory(wecom, step, count),
    next: () => void (count += 1),
    /** Two fresh people of the management department, so that a second pair of eyes can be found. */
    async rescue() {
      for (const userid of ['rescuer1', 'rescuer2']) await given.member({ userid, department: top })
      await syncDirectory(deps)
      for (const userid of ['rescuer1', 'rescuer2']) await grantRole(deps, keeper, { role: 'ops', userid })
    },
    async press(command: 'decide' | 'withdraw', userid: string, id: RequestId) {
      const actor = await actorOf(userid)
      const request = await requireRequest(db, id)
      if (actor) await attempt(() => commandsOn[command](actor, request))
    },
    async wait(hours: number) {
      clock.advanceSeconds(hours * 3600)
      await drainOutbox(deps)
    },
    async settle() {
      // Nothing is read twice within the same millisecond.
      clock.advanceSeconds(1)
      await syncDirectory(deps)
      await drainOutbox(deps)
    },
  }
}
export type WalkWorld = Awaited<ReturnType<typeof walkWorld>>
