import type { FieldError } from '@desk/shared/errors'
import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import { ApiError, fieldErrorsOf } from '../../../api/api-error.ts'
import { isRecord } from '../../../platform/is-record.ts'

/** Errors that the form explains itself, each with the data that it needs. */
export type SubmissionError =
  | { kind: 'fields'; fields: readonly FieldError[] }
  | { kind: 'old-values'; fresh: readonly FreshValue[]; departmentId: number | null }
  | { kind: 'already-open'; requestId: string }
  | { kind: 'read-first'; policy: RequiredSignature }

type FreshValue = { field: string; value: string }

const hasFields = (value: unknown): value is { fields: readonly FreshValue[]; departmentId?: unknown } =>
  isRecord(value) && Array.isArray(value['fields'])

/** Returns the id of the current main department; null: the error is about other fields. */
const departmentOf = ({ departmentId }: { departmentId?: unknown }): number | null =>
  typeof departmentId === 'number' ? departmentId : null

const isReadFirst = (value: unknown): value is RequiredSignature =>
  isRecord(value) && 'policyId' in value && 'title' in value && 'titleEn' in value && 'label' in value

/** Replaces the old values of the form by the current ones; fields that the error does not name are unchanged. */
export const withFreshValues = <Field extends FreshValue>(
  fields: readonly Field[],
  fresh: readonly FreshValue[],
): Field[] =>
  fields.map((field) => ({ ...field, value: fresh.find((other) => other.field === field.field)?.value ?? field.value }))

/** Returns the error that the form explains itself; null: it is shown like any other error. */
export function submissionErrorOf(error: unknown): SubmissionError | null {
  if (!(error instanceof ApiError)) return null
  const { form, requestId } = error.details
  switch (error.code) {
    case 'input.invalid':
      return { kind: 'fields', fields: fieldErrorsOf(error) }
    case 'request.old_values_changed':
      return hasFields(form) ? { kind: 'old-values', fresh: form.fields, departmentId: departmentOf(form) } : null
    case 'request.field_already_open':
      return typeof requestId === 'string' ? { kind: 'already-open', requestId } : null
    case 'policy.read_first':
      return isReadFirst(error.details['readFirst']) ? { kind: 'read-first', policy: error.details['readFirst'] } : null
    default:
      return null
  }
}
