import * as z from 'zod/mini'
import { versionKinds } from './policy-flow.ts'
import { rosterStates } from './roster.ts'
import { stateCounts } from './board-schemas.ts'

// For the company's own backend: what is here stays as it is; what must differ becomes `v2`.

export const policiesV1 = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      label: z.string(),
      versionId: z.string(),
      dueAt: z.string(),
      versions: z.array(
        z.object({
          id: z.string(),
          label: z.nullable(z.string()),
          kind: z.nullable(z.enum(versionKinds)),
          publishedAt: z.nullable(z.string()),
          docHashes: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ),
})

export const policyDepartmentsV1 = z.object({
  items: z.array(z.object({ departmentId: z.int(), counts: stateCounts })),
  next: z.nullable(z.string()),
})

export const policyPeopleV1 = z.object({
  items: z.array(
    z.object({
      userid: z.string(),
      departmentId: z.int(),
      state: z.enum(rosterStates),
      version: z.nullable(z.string()),
      signedAt: z.nullable(z.string()),
      receipt: z.nullable(z.string()),
      /** When the version that was signed, or is to be, was first opened; null: not on record. */
      openedAt: z.nullable(z.string()),
      dueAt: z.string(),
    }),
  ),
  /** A page may be empty and still have a next one. Null: everybody was looked at. */
  next: z.nullable(z.string()),
})

export const policyChangesV1 = z.object({
  items: z.array(
    z.object({
      seq: z.int(),
      at: z.string(),
      action: z.string(),
      object: z.string(),
      /** Who signed; null for everything else, and where the key to the name was destroyed. */
      userid: z.nullable(z.string()),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Where to go on, also when nothing is new. */
  next: z.string(),
})
