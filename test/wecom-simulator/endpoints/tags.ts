import { z } from 'zod'
import { get, post } from '../endpoint.ts'
import { refuse } from '../errors.ts'
import { changeTagNodes, createTag, deleteTag, renameTag, tagView } from '../tags.ts'

const tagIdSchema = z.looseObject({ tagid: z.coerce.number().int().optional() })
const nodesSchema = z.looseObject({
  tagid: z.number().int().optional(),
  userlist: z.array(z.string()).optional(),
  partylist: z.array(z.number().int()).optional(),
})

const tagChangeOf = (body: z.infer<typeof nodesSchema>, kind: 'add' | 'remove') => {
  const named = { users: body.userlist ?? [], parties: body.partylist ?? [] }
  const tagid = body.tagid ?? refuse(41017)
  // Empty or too long: the help text of 40035 names both (doc 90313).
  if (named.users.length + named.parties.length === 0) refuse(40035)
  if (named.users.length > 1000 || named.parties.length > 100) refuse(40035)
  return { tagid, named, kind }
}

/** Tags (doc 90210–90216). Each token can create its own. */
export const tagEndpoints = [
  post('tag/create', {
    token: 'either',
    body: z.looseObject({ tagname: z.string().optional(), tagid: z.number().int().optional() }),
    handle: ({ context, token, body }) => ({
      errmsg: 'created',
      tagid: createTag(context, { name: body.tagname ?? '', tagid: body.tagid }, token),
    }),
  }),
  post('tag/update', {
    token: 'either',
    body: z.looseObject({ tagid: z.number().int().optional(), tagname: z.string().optional() }),
    handle: ({ context, token, body }) => {
      renameTag(context, body.tagid ?? refuse(41017), body.tagname ?? '', token)
      return { errmsg: 'updated' }
    },
  }),
  get('tag/delete', {
    token: 'either',
    query: tagIdSchema,
    handle: ({ context, token, query }) => {
      deleteTag(context, query.tagid ?? refuse(41017), token)
      return { errmsg: 'deleted' }
    },
  }),
  get('tag/get', {
    token: 'either',
    query: tagIdSchema,
    handle: ({ context, token, query }) => tagView(context, query.tagid ?? refuse(41017), token),
  }),
  get('tag/list', {
    token: 'either',
    handle: ({ context }) => ({
      taglist: Object.values(context.state.tags).map(({ tagid, name }) => ({ tagid, tagname: name })),
    }),
  }),
  post('tag/addtagusers', {
    token: 'either',
    body: nodesSchema,
    handle: ({ context, token, body }) => changeTagNodes(context, tagChangeOf(body, 'add'), token),
  }),
  post('tag/deltagusers', {
    token: 'either',
    body: nodesSchema,
    handle: ({ context, token, body }) => ({
      errmsg: 'deleted',
      ...changeTagNodes(context, tagChangeOf(body, 'remove'), token),
    }),
  }),
]
