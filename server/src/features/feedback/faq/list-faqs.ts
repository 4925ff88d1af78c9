import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { FaqItem, FaqList, FaqQuery } from '@desk/shared/feedback/feedback-schemas'
import { gramsOf } from '@desk/shared/groups/similar-names'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { findIdsByGrams } from '../model/feedback-queries.ts'
import {
  type CurrentClause,
  type FaqRow,
  isFaqKey,
  listAnsweredQuestions,
  listCurrentClauses,
  listFaqRows,
  listFaqsById,
} from './faq-queries.ts'

/**
 * Lists FAQ entries: of one policy or of all, or those of them that are similar to a text. Editors also get answered questions
 * as sources.
 */
export async function listFaqs(
  { db }: Pick<ReadDeps, 'db'>,
  actor: MemberActor,
  { policy, q }: FaqQuery,
): Promise<FaqList> {
  const clauses = await listCurrentClauses(db)
  const rows = q ? await searchFaqs(db, q, policy ?? null) : await listFaqRows(db, policy ?? null)
  const isEditor = holdsRole(actor, 'compliance')
  return {
    items: rows.map((row) => itemOf(row, clauses)),
    editor: isEditor ? await loadEditorData(db, clauses) : null,
  }
}

async function searchFaqs(db: Database, q: string, policy: PolicyId | null): Promise<FaqRow[]> {
  const ids = await findIdsByGrams(db, gramsOf({ topic: q, pinyin: q.replaceAll(' ', '') }), isFaqKey(policy))
  return (await listFaqsById(db, ids)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

function itemOf({ id, question, answer, policyId, clauseId, changedAt }: FaqRow, clauses: CurrentClause[]): FaqItem {
  const clause = clauses.find((current) => current.policyId === policyId && current.clauseId === clauseId)
  return {
    id,
    question,
    answer,
    policyId,
    clauseId,
    clause: clause ? { no: clause.no, title: clause.title, policyTitle: clause.policyTitle } : null,
    changedAt: changedAt.toISOString(),
  }
}

async function loadEditorData(db: Database, clauses: readonly CurrentClause[]): Promise<FaqList['editor']> {
  const sources = await listAnsweredQuestions(db)
  return {
    sources: sources.map((source) => {
      const clause = clauses.find(
        ({ policyId, clauseId }) => policyId === source.policyId && clauseId === source.clauseId,
      )
      const policy = clauses.find(({ policyId }) => policyId === source.policyId)
      return {
        ...source,
        clauseId: clause?.clauseId ?? null,
        policyTitle: policy?.policyTitle ?? '',
        clauseNo: clause?.no ?? null,
      }
    }),
    clauses: clauses.map(({ policyId, clauseId, no, title }) => ({ policyId, clauseId, label: `${no} ${title}` })),
  }
}
