import type { FieldError } from '@desk/shared/errors'
import type { Env, MiddlewareHandler, ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type * as z from 'zod/mini'
import { InvalidInputError } from '../kernel/app-error.ts'

/** Rules of this app return dotted codes as zod's message; zod's own issues have their code. */
const isOwnCode = (message: string) => /^[a-z]+\.[a-z_]+$/.test(message)

const fieldErrors = (issues: readonly z.core.$ZodIssue[]): FieldError[] =>
  issues.map(({ path, code, message }) => ({ path: path.join('.'), code: isOwnCode(message) ? message : code }))

/** Written out, since the inferred type names packages that the client's types must not need. */
type Validated<Target extends keyof ValidationTargets, Schema extends z.ZodMiniType> = MiddlewareHandler<
  Env,
  string,
  { in: { [K in Target]: z.input<Schema> }; out: { [K in Target]: z.output<Schema> } }
>

/** Validates outside data. Throws on failure, so that handlers and the client's type only handle success. */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodMiniType>(
  target: Target,
  schema: Schema,
): Validated<Target, Schema> =>
  validator(target, schema, (result) => {
    if (result.success) return
    throw new InvalidInputError(`Invalid ${target}`, fieldErrors(result.error as z.core.$ZodIssue[]))
  }) as MiddlewareHandler as Validated<Target, Schema>
