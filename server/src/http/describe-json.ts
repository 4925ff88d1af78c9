import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod/mini'

/** Describes a route with one JSON response in the OpenAPI document. */
export const describeJson = (summary: string, schema: z.ZodMiniType, status: 200 | 201 = 200) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })
