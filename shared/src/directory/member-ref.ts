import * as z from 'zod/mini'

export const memberRef = z.object({ userid: z.string(), name: z.string() })
export type MemberRef = z.infer<typeof memberRef>

/** A member with the names of their main department's path, from below the root. */
export const memberWithDepartment = z.object({ ...memberRef.shape, department: z.array(z.string()) })
