import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { canonicalJson } from '@desk/shared/audit/canonical-json'
import { personCommit } from '@desk/shared/evidence/bundle/check-people'
import { type CommittedState, committedStates } from '@desk/shared/policies/roster'
import { keyedHash } from '../../../kernel/hash.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import type { RosterRow } from '../roster/roster-queries.ts'
import type { SignatureOfPolicy, Signer } from './roster-line-queries.ts'

/** Returns the salt of a person's commitment. It is derived from their key, and lost when the key is destroyed. */
export const saltOf = ({ key }: Pick<Signer, 'key'>): string => keyedHash(key, 'roster').slice(0, 32)

/** A person of a committed roster, with what their line hides. `signatureId`: the signature that counts for them. */
export type CommittedPerson = {
  person: string
  state: CommittedState
  userid: string
  name: string
  line: string
  signatureId: string | null
}

type Facts = {
  policy: Pick<ActivePolicy, 'versionId'>
  signers: ReadonlyMap<string, Signer>
  /** Signatures of these people under the policy, of any version. */
  signatures: readonly SignatureOfPolicy[]
}

/** Returns the lines of people of a roster. People without a signer are returned in `missing`. */
export function committedPeople(
  rows: readonly RosterRow[],
  { policy, signers, signatures }: Facts,
): { people: CommittedPerson[]; missing: string[] } {
  const byCode = new Map(signatures.map((signature) => [signature.code, signature]))
  const ofVersion = new Set(
    signatures.filter(({ versionId }) => versionId === policy.versionId).map(({ person }) => person as string),
  )
  const people: CommittedPerson[] = []
  const missing: string[] = []
  for (const row of rows) {
    const signer = signers.get(row.userid.toLowerCase())
    if (!signer) {
      missing.push(row.userid)
      continue
    }
    const { name } = row
    // The signatures of a person whose userid changed contain the former one.
    const userid = signer.formerUserid ?? row.userid
    const signature = row.signedCode === null ? undefined : byCode.get(row.signedCode)
    const state = stateOf(row, { hasSignedVersion: ofVersion.has(signer.person), signature, policy })
    const line = canonicalJson({
      person: signer.person,
      state,
      since: sinceOf(row, state)?.toISOString() ?? null,
      reason: reasonOf(row, state),
      commit: personCommit({ salt: saltOf(signer), userid, name }),
      ...(state === 'signed_earlier' ? { versionId: signature?.versionId } : {}),
    })
    people.push({ person: signer.person, state, userid, name, line, signatureId: signature?.id ?? null })
  }
  return { people, missing }
}

type Signed = {
  hasSignedVersion: boolean
  signature: SignatureOfPolicy | undefined
  policy: Pick<ActivePolicy, 'versionId'>
}

function stateOf({ state }: RosterRow, { hasSignedVersion, signature, policy }: Signed): CommittedState {
  if (state === 'signed') return signature?.versionId === policy.versionId ? 'signed' : 'signed_earlier'
  return (state === 'pending' || state === 'overdue') && hasSignedVersion ? 'lapsed' : state
}

function sinceOf(row: RosterRow, state: CommittedState): Date | null {
  if (state === 'signed' || state === 'signed_earlier') return row.signedAt
  if (state === 'overdue') return row.dueAt
  return state === 'excluded' ? row.leftAt : row.requiredFrom
}

/** Returns the class of the reason, never its text. */
function reasonOf(row: RosterRow, state: CommittedState): string | null {
  if (state === 'exempt') return 'exemption'
  if (state !== 'excluded') return null
  if (row.leftAt !== null) return 'left'
  return row.isContractOver ? 'contract_ended' : 'inactive'
}

/** Returns a count of 0 for each state. */
export const noCounts = () =>
  Object.fromEntries(committedStates.map((state) => [state, 0])) as Record<CommittedState, number>

/** Returns the text of stored lines in parts. */
export const rosterTexts = ({ lines }: { lines: Uint8Array }): AsyncIterable<string> =>
  Readable.from([lines]).pipe(createGunzip()).setEncoding('utf8') as AsyncIterable<string>
