import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { ANONYMOUS_REPORTER, anonymousActions } from '../../../kernel/audit/anonymous-actions.ts'
import { ErasableText, mapDeep } from '../../../kernel/audit/erasable-text.ts'
import { storeErasableTexts } from '../../../kernel/audit/audit-texts-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { Tx } from '../../../db/database.ts'
import { hashOfRow } from '../chain/hash-chain.ts'
import type { EntryRow } from '../chain/chain-queries.ts'

/** The action of the entry that commits to a roster. */
export const ROSTER_ACTION = 'policy.roster_committed'
/** Types of the entries that outside verifiers look for (docs/evidence.md), by action. Their details are fields of the leaf. */
const outsideTypes: Readonly<Record<string, string>> = {
  'policy.signed': 'policy.signed',
  [ROSTER_ACTION]: 'roster',
  'evidence.exported': 'evidence.exported',
}

/** Returns the leaf of an entry: the exact text that the log keeps. Its format never changes, unless another log begins. */
export function leafText(entry: EntryRow): string {
  const { seq, actor, action, object, details } = entry
  const fields = { seq, at: entry.at.toISOString(), actor, object }
  const type = outsideTypes[action]
  if (type === undefined) return canonicalJson({ ...fields, type: action, details })
  const { policy: policyId, version: versionId, ...rest } = details
  const references = action === 'policy.signed' ? { policyId, versionId, person: actor } : { policyId, versionId }
  return canonicalJson({ ...rest, ...fields, ...references, type })
}

type TokenSource = Pick<Deps['ids'], 'token'>

/** Matches machine-readable values of earlier releases: ids, hashes, instants, numbers. Any other value may be free text. */
const MACHINE_VALUE = /^[\w.:@/+=#-]*$/
const FREE_TEXT_FIELDS: readonly string[] = ['reason', 'comment', 'note', 'text', 'who', 'why', 'message']

/**
 * Returns the leaf of an entry that an earlier release wrote. Free texts are replaced by their salted hashes, and the reporter of
 * an anonymous action by a fixed actor. Only a leaf in which nothing was replaced contains the entry's hash in the chain: with
 * that hash, anybody could find a replaced text by trial and error.
 */
export async function leafOfChain(tx: Tx, { ids }: Pick<Deps, 'ids'>, entry: EntryRow): Promise<string> {
  const { actor, details } = hideEntry(entry, ids)
  const stored = await storeErasableTexts(tx, entry.at, details)
  const leaf = leafText({ ...entry, actor, details: stored })
  const isWhole = leaf === leafText(entry)
  return isWhole ? canonicalJson({ ...(JSON.parse(leaf) as object), chainHash: hashOfRow(entry) }) : leaf
}

/** Returns the actor and the details, both without what a leaf must not show: anonymous reporters and free texts. */
function hideEntry({ action, actor, details }: EntryRow, ids: TokenSource) {
  const isAnonymous = anonymousActions.some((anonymous) => anonymous === action)
  return {
    actor: isAnonymous ? ANONYMOUS_REPORTER : actor,
    details: mapDeep(details, (value) => hideText(value, ids)) as Record<string, unknown>,
  }
}

function hideText(value: unknown, ids: TokenSource): unknown {
  const hide = (text: string) => new ErasableText(text, ids.token())
  if (typeof value === 'string') return MACHINE_VALUE.test(value) ? value : hide(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const freeTexts = Object.entries(value).filter(
    ([field, text]) => FREE_TEXT_FIELDS.includes(field) && typeof text === 'string' && text !== '',
  )
  if (freeTexts.length === 0 || value instanceof ErasableText) return value
  const others = mapDeep({ ...value, ...Object.fromEntries(freeTexts.map(([field]) => [field, ''])) }, (inner) =>
    typeof inner === 'string' && !MACHINE_VALUE.test(inner) ? hide(inner) : inner,
  ) as object
  return { ...others, ...Object.fromEntries(freeTexts.map(([field, text]) => [field, hide(text as string)])) }
}

/**
 * Returns whether a leaf belongs to this entry. For an imported entry this compares only what the leaf shows: the rest is covered
 * by the chain of earlier releases, which `verifyAudit` compares with the hash that was imported.
 */
export function isLeafOf(leaf: string, entry: EntryRow, chainSeq: number): boolean {
  if (entry.seq > chainSeq) return leaf === leafText(entry)
  const shown = JSON.parse(leaf) as Record<string, unknown>
  if (shown['chainHash'] !== undefined) return shown['chainHash'] === hashOfRow(entry)
  const { actor, details } = hideEntry(entry, { token: () => '' })
  const shownDetails = outsideTypes[entry.action] === undefined ? shown['details'] : shown
  const filled = fillHidden(details, shownDetails) as Record<string, unknown>
  return leaf === leafText({ ...entry, actor, details: filled })
}

/** Replaces the hidden texts of a value with what the leaf shows in their places. */
function fillHidden(value: unknown, shown: unknown): unknown {
  if (value instanceof ErasableText) return shown ?? null
  if (typeof value !== 'object' || value === null) return value
  const inner = (key: string | number) => (shown as Record<string | number, unknown> | null | undefined)?.[key]
  if (Array.isArray(value)) return value.map((item, index) => fillHidden(item, inner(index)))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillHidden(item, inner(key))]))
}
