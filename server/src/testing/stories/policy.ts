import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { PolicyLanguage, VersionKind } from '@desk/shared/policies/policy-flow'
import type { PolicyReadingView, SignBody, SignedView } from '@desk/shared/policies/policy-schemas'
import type { StateCounts } from '@desk/shared/policies/board-schemas'
import { eq, inArray, like, or } from 'drizzle-orm'
import { notices, outbox, policyMailings } from '../../db/schema/index.ts'
import {
  approveVersion,
  createPolicy,
  saveDraft,
  startDraft,
  submitDraft,
} from '../../features/policies/authoring/edit-policy.ts'
import { getBoard } from '../../features/policies/board/get-board.ts'
import { getPolicyEdit } from '../../features/policies/authoring/get-edit.ts'
import { getReading } from '../../features/policies/signing/get-reading.ts'
import { MAIL_TOPIC } from '../../features/policies/reminders/plan-mailing.ts'
import { publishPolicy } from '../../features/policies/authoring/publish-policy.ts'
import { createSigning } from '../../features/policies/signing/sign-policy.ts'
import type { Kit } from '../kit.ts'

const SESSION = 'f'.repeat(64)
const AUDIENCE = { everyone: true, departments: [], roles: [], partners: false, people: [] }

export const clause = (id: string, body = `第 ${id} 条的内容。`): DraftClause => ({
  id,
  no: id,
  zh: { title: `标题 ${id}`, body, why: '' },
  en: { title: `Title ${id}`, body: `Clause ${id}: ${body.length}`, why: '' },
})

/** A policy of a few clauses for everybody. A test names only what it is about. */
export const draftOf = (clauses: readonly DraftClause[], over: Partial<PolicyDraft> = {}): PolicyDraft => ({
  zh: { title: '使用规范', consent: '我已读完，愿意遵守。' },
  en: { title: 'Rules', consent: 'I have read it and will follow it.' },
  clauses: [...clauses],
  audience: AUDIENCE,
  daysToSign: 7,
  joinerDays: 3,
  remindEveryDays: 2,
  signing: 'tick',
  isBeforeUse: false,
  files: [],
  ...over,
})

/** Two people of the management department, and a company of a root with two departments. */
export async function policyCompany(kit: Kit) {
  const root = await kit.given.department({ name: '澜江精密' })
  const north = await kit.given.department({ parent: root, name: '北' })
  const south = await kit.given.department({ parent: root, name: '南' })
  const author = await kit.given.member({ userid: 'author', department: root, roles: ['ops'] })
  const lead = await kit.given.member({ userid: 'lead', department: root, roles: ['ops_lead'] })
  return { root, north, south, author, lead }
}

type Two = { author: MemberActor; lead: MemberActor }

/** Handed in by one, approved by the other, in force at once. */
async function publish(
  { deps }: Kit,
  { author, lead }: Two,
  id: PolicyId,
  kind: VersionKind = 'major',
  over: { effectiveOn?: string; reason?: string } = {},
): Promise<void> {
  const edition = async () => (await getPolicyEdit(deps, author, { id })).edition
  await submitDraft(deps, author, { id, edition: await edition() })
  await approveVersion(deps, lead, { id, edition: await edition() })
  await forgetReview(deps)
  await publishPolicy(deps, author, {
    id,
    edition: await edition(),
    kind,
    effectiveOn: '2026-03-17',
    reason: '',
    ...over,
  })
}

/** That a version was reviewed is told in a test of its own; stories begin with a text in force and nothing owed. */
async function forgetReview({ db }: Kit['deps']): Promise<void> {
  const gone = await db
    .delete(policyMailings)
    .where(or(like(policyMailings.roundKey, 'policy.review:%'), like(policyMailings.roundKey, 'policy.approved:%')))
    .returning({ id: policyMailings.id })
  for (const { id } of gone) await db.delete(outbox).where(eq(outbox.dedupeKey, `${MAIL_TOPIC}:${id}`))
  await db.delete(notices).where(inArray(notices.event, ['policy.review', 'policy.approved']))
}

export async function published(kit: Kit, two: Two, draft: PolicyDraft): Promise<PolicyId> {
  const id = await createPolicy(kit.deps, two.author, draft)
  await publish(kit, two, id)
  return id
}

/** The next version, in force at once. */
export async function nextVersion(
  kit: Kit,
  two: Two,
  id: PolicyId,
  kind: VersionKind,
  draft: PolicyDraft,
  effectiveOn = '2026-03-17',
): Promise<void> {
  const { deps } = kit
  await startDraft(deps, two.author, { id, edition: (await getPolicyEdit(deps, two.author, { id })).edition })
  const { edition } = await getPolicyEdit(deps, two.author, { id })
  await saveDraft(deps, two.author, { id, edition, content: draft })
  await publish(kit, two, id, kind, { effectiveOn, reason: kind === 'no_resign' ? '错字' : '' })
}

export const open = ({ deps }: Kit, actor: MemberActor, id: PolicyId, language: PolicyLanguage = 'zh-CN') =>
  getReading(deps, actor, { id, language, sessionHash: SESSION })

/** What a page sends after everything was looked at. */
export const readAll = (view: PolicyReadingView): SignBody => ({
  versionId: view.versionId,
  language: view.language,
  token: view.token,
  openedAt: view.openedAt,
  hashes: Object.fromEntries(view.clauses.map(({ id, hash }) => [id, hash])),
  read: Object.fromEntries(view.clauses.filter(({ isAsked }) => isAsked).map(({ id, minMs }) => [id, minMs])),
})

/** One for each instance, as its routes have it. */
const signings = new WeakMap<Kit['deps'], ReturnType<typeof createSigning>>()

export function sign({ deps }: Kit, actor: MemberActor, id: PolicyId, body: SignBody): Promise<SignedView> {
  const signing = signings.get(deps) ?? createSigning(deps)
  signings.set(deps, signing)
  return signing(actor, { id, body, where: { sessionHash: SESSION, net: '10.0.0.x', client: 'wxwork' } })
}

/** Opens it, reads it for a minute, signs it. */
export async function readAndSign(kit: Kit, actor: MemberActor, id: PolicyId): Promise<SignedView> {
  const view = await open(kit, actor, id)
  kit.deps.clock.advanceSeconds(60)
  return sign(kit, actor, id, readAll(view))
}

/** The board's numbers, without the zeros. */
export async function countsOf(
  { deps }: Kit,
  actor: MemberActor,
  id: PolicyId,
  department?: number,
): Promise<Partial<StateCounts>> {
  const query = department === undefined ? {} : { department: String(department) }
  const { counts } = await getBoard(deps, actor, { id, ...query })
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0))
}
