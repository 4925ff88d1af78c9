import type { FieldError } from '@desk/shared/errors'
import type { Env, MiddlewareHandler, ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type * as z from 'zod/mini'
import { InvalidInputError } from '../kernel/app-error.ts'

/** Returns whether a message is an error code of this app. Its rules put a dotted code in place of zod's message. */
const isAppCode = (message: string) => /^[a-z]+\.[a-z_]+$/.test(message)

// An unknown field is named by its own path.
const fieldErrors = (issues: readonly z.core.$ZodIssue[]): FieldError[] =>
  issues.flatMap((issue) => {
    const { path, code, message } = issue
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
    return paths.map((keys) => ({ path: keys.join('.'), code: isAppCode(message) ? message : code }))
  })

/** Keeps the first problem of each field. */
function firstOfEach(errors: readonly FieldError[]): FieldError[] {
  const seen = new Set<string>()
  return errors.filter(({ path }) => !seen.has(path) && seen.add(path))
}

/** Written out, since the inferred type names packages that the client's types must not need. */
type Validated<Target extends keyof ValidationTargets, Schema extends z.ZodMiniType> = MiddlewareHandler<
  Env,
  string,
  { in: { [K in Target]: z.input<Schema> }; out: { [K in Target]: z.output<Schema> } }
>

/**
 * Validates data from outside. Throws on failure, so that handlers and the client's type only handle success. `check` finds
 * problems that a schema cannot, such as a day in the past, so that all are reported together.
 */
export const validate = <Target extends keyof ValidationTargets, Schema extends z.ZodMiniType>(
  target: Target,
  schema: Schema,
  check: (data: unknown) => readonly FieldError[] = () => [],
): Validated<Target, Schema> =>
  validator(target, schema, (result) => {
    const issues = result.success ? [] : (result.error as z.core.$ZodIssue[])
    const errors = firstOfEach([...check(result.data), ...fieldErrors(issues)])
    if (errors.length > 0) throw new InvalidInputError(`Invalid ${target}`, errors)
  }) as MiddlewareHandler as Validated<Target, Schema>
