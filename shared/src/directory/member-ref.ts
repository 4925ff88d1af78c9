import * as z from 'zod/mini'

export const memberRef = z.object({ userid: z.string(), name: z.string() })
export type MemberRef = z.infer<typeof memberRef>

/** A member with their main department as people say it: names from below the root, joined by the reader. */
export const memberWithDepartment = z.object({ ...memberRef.shape, department: z.array(z.string()) })
