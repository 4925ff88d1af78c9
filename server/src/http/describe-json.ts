import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod/mini'

/** Describes a route in the OpenAPI document: its imperative summary, and the schema of its JSON response. */
export const describeJson = (summary: string, schema: z.ZodMiniType, status: 200 | 201 = 200) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })
