import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { ANONYMOUS_REPORTER, anonymousActions } from '../../../kernel/audit/anonymous-actions.ts'
import { ErasableText, mapDeep } from '../../../kernel/audit/erasable-text.ts'
import { storeErasableTexts } from '../../../kernel/audit/audit-texts-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { Tx } from '../../../db/database.ts'
import { hashOfRow } from '../chain/hash-chain.ts'
import type { EntryRow } from '../chain/chain-queries.ts'

/** Entries that other people's verifiers look for, by the type that docs/evidence.md names. Their details are fields of the leaf. */
export const ROSTER_ACTION = 'policy.roster_committed'
const outsideTypes: Readonly<Record<string, string>> = {
  'policy.signed': 'policy.signed',
  [ROSTER_ACTION]: 'roster',
  'evidence.exported': 'evidence.exported',
}

/** Returns the leaf of an entry: the exact text that the log keeps. It never changes; another text needs another log. */
export function leafText(entry: EntryRow): string {
  const { seq, actor, action, object, details } = entry
  const fields = { seq, at: entry.at.toISOString(), actor, object }
  const type = outsideTypes[action]
  if (type === undefined) return canonicalJson({ ...fields, type: action, details })
  const { policy: policyId, version: versionId, ...rest } = details
  const names = action === 'policy.signed' ? { policyId, versionId, person: actor } : { policyId, versionId }
  return canonicalJson({ ...rest, ...fields, ...names, type })
}

/** What is code in the entries of earlier releases: ids, hashes, instants, numbers. Anything else may be a typed text. */
const CODE = /^[\w.:@/+=#-]*$/
const TYPED_FIELDS: readonly string[] = ['reason', 'comment', 'note', 'text', 'who', 'why', 'message']

/**
 * Returns the leaf of an entry that an earlier release wrote, with its hash in the chain of that time. Typed texts are replaced
 * by their salted hash, and the reporter of anonymous actions by nobody.
 */
export async function leafOfChain(tx: Tx, { ids }: Pick<Deps, 'ids'>, entry: EntryRow): Promise<string> {
  const isAnonymous = anonymousActions.some((action) => action === entry.action)
  const details = mapDeep(entry.details, (value) => hideText(value, ids)) as Record<string, unknown>
  const hidden = await storeErasableTexts(tx, entry.at, details)
  const leaf = { ...entry, details: hidden, ...(isAnonymous ? { actor: ANONYMOUS_REPORTER } : {}) }
  return canonicalJson({ ...(JSON.parse(leafText(leaf)) as object), chainHash: hashOfRow(entry) })
}

function hideText(value: unknown, ids: Deps['ids']): unknown {
  const hide = (text: string) => new ErasableText(text, ids.token())
  if (typeof value === 'string') return CODE.test(value) ? value : hide(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const typed = Object.entries(value).filter(
    ([field, text]) => TYPED_FIELDS.includes(field) && typeof text === 'string' && text !== '',
  )
  if (typed.length === 0 || value instanceof ErasableText) return value
  const others = mapDeep({ ...value, ...Object.fromEntries(typed.map(([field]) => [field, ''])) }, (inner) =>
    typeof inner === 'string' && !CODE.test(inner) ? hide(inner) : inner,
  ) as object
  return { ...others, ...Object.fromEntries(typed.map(([field, text]) => [field, hide(text as string)])) }
}

/** Returns whether a leaf is the one of this entry. */
export const isLeafOf = (leaf: string, entry: EntryRow, chainSeq: number): boolean =>
  entry.seq <= chainSeq
    ? (JSON.parse(leaf) as { chainHash?: unknown }).chainHash === hashOfRow(entry)
    : leaf === leafText(entry)
