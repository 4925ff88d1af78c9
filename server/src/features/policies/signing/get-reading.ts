import type { MemberActor } from '@desk/shared/identity/actor'
import { type PolicyId, type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { changeOf, removedSince } from '@desk/shared/policies/clauses'
import { type DutyHolder, heldDuties, othersDuty } from '@desk/shared/policies/duties'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { ClauseView, PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { minimumMs } from '@desk/shared/policies/reading-time'
import { memberNames } from '../../../directory/member-names.ts'
import { findPendingExemption } from '../exemptions/check-exemption-request.ts'
import { exemptionToAskAgain } from '../exemptions/exemption-to-ask-again.ts'
import type { FirstViewDeps } from './record-first-views.ts'
import { diffClauses } from '../document/clause-diff.ts'
import { toPlainText, toRichText } from '../document/markdown.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { type ClauseRow, findActivePolicy, findVersionHead } from '../document/policy-queries.ts'
import { listOwnQuestions, listMessages } from '../document/question-queries.ts'
import { readingFacts, type ReadingFacts, toTask } from './reading-facts.ts'
import { findOnRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { listFaqRows } from '../../feedback/faq/faq-queries.ts'
import { filesOf, languageOf, languagesOf, titleAndConsentOf } from '../document/version-text.ts'
import { keyedHash } from '../../../kernel/hash.ts'

type ReadingDeps = RosterDeps & FirstViewDeps

type PageRequest = {
  id: PolicyId
  language?: PolicyLanguage | undefined
  /** The reader's own request to be exempt, to submit it again. */
  again?: RequestId | undefined
  sessionHash: string
}

/** Returns a policy to read and sign: the clauses that changed since the reader's last signature are marked. */
export async function getReading(
  deps: ReadingDeps,
  actor: MemberActor,
  request: PageRequest,
): Promise<PolicyReadingView> {
  const policy = await findActivePolicy(deps.db, request.id)
  const row = policy && (await findOnRoster(deps, policy, actor.userid))
  const version = policy && (await findVersionHead(deps.db, policy.versionId))
  if (!policy || !row || !version) throw new PolicyNotFoundError()
  const language = languageOf(policy, request.language ?? 'zh-CN')
  const duties = heldDuties(actor)
  const facts = await readingFacts(deps, policy, row, { language, duties })
  const openedAt = deps.clock.now()
  const view = { versionId: policy.versionId, userid: actor.userid, language, openedAt }
  const task = toTask(policy, row, facts)
  if (task.state !== 'signed' && task.state !== 'exempt') deps.recordFirstView(view)
  return {
    task,
    versionId: policy.versionId,
    language,
    languages: languagesOf(version.content),
    consent: titleAndConsentOf(version.content, language).consent,
    signing: policy.signing,
    isBeforeUse: policy.isBeforeUse,
    files: filesOf(version.content),
    signedBefore: facts.lastSigned && { at: facts.lastSigned.at.toISOString(), label: facts.lastSigned.label },
    clauses: facts.clauses.map((clause) =>
      toClauseView(clause, facts, {
        isSigned: task.state === 'signed',
        holder: othersDuty(policy.duties, clause.clauseId, duties),
      }),
    ),
    removed: removedSince(facts.clauses, facts.lastSigned?.clauses ?? []).map(({ clauseId, no, title, body }) => ({
      id: clauseId,
      no,
      title,
      text: toRichText(body),
    })),
    questions: await questionsOf(deps, actor, policy.id, facts.clauses),
    faqs: (await listFaqRows(deps.db, policy.id)).flatMap(({ clauseId, question, answer }) =>
      clauseId === null ? [] : [{ clauseId, question, answer }],
    ),
    exemptionRequest: (await findPendingExemption(deps, actor.userid, policy.id))?.id ?? null,
    exemptionAgain: await exemptionToAskAgain(deps, actor, request),
    token: viewToken(request.sessionHash, view),
    openedAt: openedAt.toISOString(),
  }
}

/** Returns how long a clause must be in view, in milliseconds, from the length of its text without formatting. */
export const minMsOf = ({ body, title }: Pick<ClauseRow, 'body' | 'title'>): number =>
  minimumMs([...title, ...toPlainText(toRichText(body))].length)

function toClauseView(
  clause: ClauseRow,
  { toRead, lastSigned }: ReadingFacts,
  { isSigned, holder }: { isSigned: boolean; holder: DutyHolder | null },
): ClauseView {
  const text = toRichText(clause.body)
  const before = lastSigned?.clauses.find(({ clauseId }) => clauseId === clause.clauseId)
  const isAsked = !isSigned && toRead.includes(clause)
  const hasDiff = isAsked && before !== undefined && before.hash !== clause.hash
  return {
    id: clause.clauseId,
    no: clause.no,
    title: clause.title,
    text,
    hash: clause.hash,
    minMs: minMsOf(clause),
    change: lastSigned === null ? 'same' : changeOf(clause, lastSigned.clauses),
    isAsked,
    othersDuty: holder,
    diff: hasDiff ? diffClauses(before, clause) : null,
    why: isAsked && lastSigned !== null ? clause.why : '',
  }
}

async function questionsOf(
  deps: RosterDeps,
  actor: MemberActor,
  policyId: PolicyId,
  clauses: readonly ClauseRow[],
): Promise<PolicyReadingView['questions']> {
  const questions = await listOwnQuestions(deps.db, policyId, actor.userid)
  const messages = await listMessages(
    deps.db,
    questions.map(({ id }) => id),
  )
  const names = await memberNames(
    deps.db,
    messages.map(({ by }) => by),
  )
  return questions.map(({ id, clauseId, isOpen }) => ({
    id,
    clauseNo: clauses.find((clause) => clause.clauseId === clauseId)?.no ?? null,
    isOpen,
    messages: messages
      .filter(({ questionId }) => questionId === id)
      .map(({ by, text, at }) => ({
        by: names(by).name,
        isMine: sameUserid(by, actor.userid),
        text,
        at: at.toISOString(),
      })),
  }))
}

type View = { versionId: string; userid: string; language: string; openedAt: Date }

/**
 * Computes a token that proves that this session opened this version at this time. The key is the session's hash, which
 * never leaves the server, so that no client can compute a token for another person or version.
 */
export const viewToken = (sessionHash: string, { versionId, userid, language, openedAt }: View): string =>
  keyedHash(sessionHash, [versionId, userid.toLowerCase(), language, openedAt.toISOString()].join('\n'))
