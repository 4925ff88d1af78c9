import type { MemberActor } from '@desk/shared/identity/actor'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import { changeOf, removedSince } from '@desk/shared/policies/clauses'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import type { ClauseView, PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { minimumMs } from '@desk/shared/policies/reading-time'
import { memberNames } from '../../../directory/member-names.ts'
import type { FirstViewDeps } from './note-first-views.ts'
import { diffClauses } from '../document/clause-diff.ts'
import { toPlainText, toRichText } from '../document/markdown.ts'
import { PolicyNotFoundError } from '../document/policy-errors.ts'
import { type ClauseRow, findLivePolicy, findVersionHead } from '../document/policy-queries.ts'
import { listOwnQuestions, listMessages } from '../document/question-queries.ts'
import { readingFacts, type ReadingFacts, toTask } from './reading-facts.ts'
import { findOnRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { filesOf, languageOf, languagesOf, wordsOf } from '../document/version-text.ts'
import { viewToken } from './view-token.ts'

type ReadingDeps = RosterDeps & FirstViewDeps

type PageRequest = { id: PolicyId; language?: PolicyLanguage | undefined; sessionHash: string }

/** A policy to read and to sign: what changed since one's own last signature, and the rest beside it. */
export async function getReading(
  deps: ReadingDeps,
  actor: MemberActor,
  asked: PageRequest,
): Promise<PolicyReadingView> {
  const policy = await findLivePolicy(deps.db, asked.id)
  const row = policy && (await findOnRoster(deps, policy, actor.userid))
  const version = policy && (await findVersionHead(deps.db, policy.versionId))
  if (!policy || !row || !version) throw new PolicyNotFoundError()
  const language = languageOf(policy, asked.language ?? 'zh-CN')
  const facts = await readingFacts(deps, policy, row, language)
  const openedAt = deps.clock.now()
  const opening = { versionId: policy.versionId, userid: actor.userid, language, openedAt }
  const task = toTask(policy, row, facts)
  if (task.state !== 'signed' && task.state !== 'exempt') deps.noteFirstView(opening)
  return {
    task,
    versionId: policy.versionId,
    language,
    languages: languagesOf(version.content),
    consent: wordsOf(version.content, language).consent,
    signing: policy.signing,
    isBeforeUse: policy.isBeforeUse,
    files: filesOf(version.content),
    signedBefore: facts.signed && { at: facts.signed.at.toISOString(), label: facts.signed.label },
    clauses: facts.clauses.map((clause) => toClauseView(clause, facts, task.state === 'signed')),
    removed: removedSince(facts.clauses, facts.signed?.clauses ?? []).map(({ clauseId, no, title, body }) => ({
      id: clauseId,
      no,
      title,
      text: toRichText(body),
    })),
    questions: await questionsOf(deps, actor, policy.id, facts.clauses),
    token: viewToken(asked.sessionHash, opening),
    openedAt: openedAt.toISOString(),
  }
}

/** How long a clause must be in view: by the words that are on screen, whatever the marks around them. */
export const minMsOf = ({ body, title }: Pick<ClauseRow, 'body' | 'title'>): number =>
  minimumMs([...title, ...toPlainText(toRichText(body))].length)

function toClauseView(clause: ClauseRow, { asked, signed }: ReadingFacts, isSigned: boolean): ClauseView {
  const text = toRichText(clause.body)
  const before = signed?.clauses.find(({ clauseId }) => clauseId === clause.clauseId)
  const isAsked = !isSigned && asked.includes(clause)
  const hasDiff = isAsked && before !== undefined && before.hash !== clause.hash
  return {
    id: clause.clauseId,
    no: clause.no,
    title: clause.title,
    text,
    hash: clause.hash,
    minMs: minMsOf(clause),
    change: signed === null ? 'same' : changeOf(clause, signed.clauses),
    isAsked,
    diff: hasDiff ? diffClauses(before, clause) : null,
    why: isAsked && signed !== null ? clause.why : '',
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
