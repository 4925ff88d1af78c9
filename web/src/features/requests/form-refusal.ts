import type { FieldError } from '@desk/shared/errors'
import type { InfoChangeForm } from '@desk/shared/requests/request-schemas'
import { ApiError, fieldErrorsOf } from '../../api/api-error.ts'

/** Refusals that the form answers itself, each with what it needs for that. */
export type FormRefusal =
  | { kind: 'fields'; fields: readonly FieldError[] }
  | { kind: 'old-values'; form: InfoChangeForm }
  | { kind: 'already-open'; requestId: string }

const isForm = (value: unknown): value is InfoChangeForm =>
  typeof value === 'object' && value !== null && 'fields' in value && Array.isArray(value.fields)

export function refusalOf(error: unknown): FormRefusal | null {
  if (!(error instanceof ApiError)) return null
  const { form, requestId } = error.details
  switch (error.code) {
    case 'input.invalid':
      return { kind: 'fields', fields: fieldErrorsOf(error) }
    case 'request.old_values_changed':
      return isForm(form) ? { kind: 'old-values', form } : null
    case 'request.field_already_open':
      return typeof requestId === 'string' ? { kind: 'already-open', requestId } : null
    default:
      return null
  }
}
