import * as z from 'zod/mini'

/** Departments for the company's own backend, as in `policies/backend-api/api-schemas.ts`. */
export const departmentsV1 = z.object({
  items: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      parentId: z.int(),
      path: z.array(z.int()).check(z.describe('从根部门到本部门的 id')),
      order: z.int(),
    }),
  ),
  next: z.nullable(z.string()).check(z.describe('下一页的游标，原样放进 after；为 null 时已读完')),
})
