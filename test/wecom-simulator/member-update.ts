import { z } from 'zod'

const flag = z.union([z.literal(0), z.literal(1)])

const extattrSchema = z.looseObject({
  attrs: z.array(
    z.looseObject({
      type: z.number(),
      name: z.string(),
      text: z.looseObject({ value: z.string() }).optional(),
      web: z.looseObject({ url: z.string(), title: z.string() }).optional(),
    }),
  ),
})

/** Body of user/update (doc 90197). Omitted fields do not change; unknown fields are not an error. */
export const memberUpdateSchema = z.looseObject({
  userid: z.string().min(1),
  new_userid: z.string().optional(),
  name: z.string().optional(),
  alias: z.string().optional(),
  mobile: z.string().optional(),
  email: z.string().optional(),
  biz_mail: z.string().optional(),
  telephone: z.string().optional(),
  position: z.string().optional(),
  gender: z.union([z.string(), z.number()]).optional(),
  address: z.string().optional(),
  external_position: z.string().optional(),
  department: z.array(z.number().int()).optional(),
  order: z.array(z.number().int().min(0)).optional(),
  is_leader_in_dept: z.array(flag).optional(),
  main_department: z.number().int().optional(),
  direct_leader: z.array(z.string()).optional(),
  extattr: extattrSchema.optional(),
  enable: flag.optional(),
})

export type MemberUpdate = z.infer<typeof memberUpdateSchema>
