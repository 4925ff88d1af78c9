import { canonicalJson } from '../../audit/canonical-json.ts'
import type { Anchor } from './check-anchors.ts'
import type { PersonName, SignatureRecord } from './check-people.ts'
import type { LoggedRecord } from './check-records.ts'
import type { Roster } from './check-rosters.ts'

/** `at`: by the server's clock. `anchor`: the first listed checkpoint that contains it; null: none of them does. */
type ListedSignature = {
  id: string
  versionId: string
  label: string
  at: string
  index: number
  anchor: { size: number; at: string } | null
}

/** Who is on a roster or signed, as it was verified; a line for each of their signatures. */
export type ListedPerson = PersonName & {
  person: string
  policyId: string
  /** Null: they are on no roster of the policy. */
  state: string | null
  /** Null: the file has no signature of this person under the policy. */
  signature: ListedSignature | null
}

type Verified = {
  records: readonly LoggedRecord[]
  signatures: ReadonlyMap<string, SignatureRecord>
  rosters: readonly Roster[]
  names: ReadonlyMap<string, PersonName>
  anchors: readonly Anchor[]
}

/** Lists who signed and who did not, of a bundle that was verified: first the people on its rosters, then those who left. */
export function listPeople({ rosters, names, ...log }: Verified): ListedPerson[] {
  const signed = signaturesByPerson(log)
  const listed = new Set<string>()
  const linesOf = (policyId: string, person: string, state: string | null): ListedPerson[] => {
    const key = keyOf(policyId, person)
    listed.add(key)
    const who = { person, policyId, state, ...(names.get(person) ?? { userid: null, name: null }) }
    const own = signed.get(key)?.signatures ?? []
    return own.length === 0 ? [{ ...who, signature: null }] : own.map((signature) => ({ ...who, signature }))
  }
  const onRosters = rosters.flatMap(({ policyId, people }) =>
    [...people].flatMap(([person, { state }]) => linesOf(policyId, person, String(state))),
  )
  const others = [...signed].filter(([key]) => !listed.has(key))
  return [...onRosters, ...others.flatMap(([, { policyId, person }]) => linesOf(policyId, person, null))]
}

const keyOf = (policyId: string, person: string) => canonicalJson([policyId, person])

type Signer = { policyId: string; person: string; signatures: ListedSignature[] }

/** Groups the signatures by policy and person. Records and anchors are many: each is visited once. */
function signaturesByPerson({ records, signatures, anchors }: Pick<Verified, 'records' | 'signatures' | 'anchors'>) {
  const bySize = anchors.toSorted((one, other) => one.size - other.size || one.at - other.at)
  const signed = new Map<string, Signer>()
  let next = 0
  for (const { value, index, at } of records) {
    if (value['type'] !== 'policy.signed') continue
    while ((bySize[next]?.size ?? Infinity) <= index) next += 1
    const { object, policyId, versionId, person } = value
    const signer = signerOf(signed, String(policyId), String(person))
    const anchor = bySize[next]
    signer.signatures.push({
      id: String(object),
      versionId: String(versionId),
      index,
      at: new Date(at).toISOString(),
      label: signatures.get(String(object))?.label ?? '',
      anchor: anchor ? { size: anchor.size, at: new Date(anchor.at).toISOString() } : null,
    })
  }
  return signed
}

/** Returns the signatures of a person under a policy, to which others are added. */
function signerOf(signed: Map<string, Signer>, policyId: string, person: string): Signer {
  const key = keyOf(policyId, person)
  const signer = signed.get(key) ?? { policyId, person, signatures: [] }
  signed.set(key, signer)
  return signer
}
