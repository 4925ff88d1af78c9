import { idSchema } from '@desk/shared/kernel/ids'
import { departmentText, entryText } from '@desk/shared/kernel/whole-number'
import { policiesV1, policyChangesV1, policyDepartmentsV1, policyPeopleV1 } from '@desk/shared/policies/api-schemas'
import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import { Hono, type MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { readChanges, readDepartments, readPeople, readPolicies } from './read-for-backend.ts'

type RequireApiKey = (scope: ApiScope) => MiddlewareHandler<AppEnv>

const param = validate('param', z.object({ id: idSchema('policy') }))
const entryQuery = validate('query', z.strictObject({ after: z.optional(entryText) }))
const departmentQuery = validate('query', z.strictObject({ after: z.optional(departmentText) }))
const useridQuery = validate(
  'query',
  z.strictObject({ after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_\-@.]{0,64}$/))) }),
)

/** Read-only routes for the company's own backend. */
export const policyV1Routes = (deps: ReadDeps, requireApiKey: RequireApiKey) => {
  const apiKey = requireApiKey('policies.read')
  return new Hono<AppEnv>()
    .get('/', describeJson('List policies and their versions', policiesV1), apiKey, async (c) =>
      c.json(await readPolicies(deps), 200),
    )
    .get('/changes', describeJson('List events since a cursor', policyChangesV1), apiKey, entryQuery, async (c) =>
      c.json(await readChanges(deps, Number(c.req.valid('query').after ?? 0)), 200),
    )
    .get(
      '/:id/departments',
      describeJson('Count signatures by department', policyDepartmentsV1),
      apiKey,
      param,
      departmentQuery,
      async (c) =>
        c.json(await readDepartments(deps, c.req.valid('param').id, Number(c.req.valid('query').after ?? -1)), 200),
    )
    .get(
      '/:id/people',
      describeJson('List people and their states', policyPeopleV1),
      apiKey,
      param,
      useridQuery,
      async (c) => c.json(await readPeople(deps, c.req.valid('param').id, c.req.valid('query').after ?? ''), 200),
    )
}
