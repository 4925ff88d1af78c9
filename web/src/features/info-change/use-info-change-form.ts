import { computed, nextTick, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import { infoFields, type InfoField } from '@desk/shared/info-change/info-change'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { takePreHydrationInput } from '../../platform/pre-hydration-events.ts'
import {
  checkField,
  isChanged,
  hasOpenRequest,
  payloadOf,
  fieldIssueOf,
  type FieldIssue,
  type Values,
} from './field-rules.ts'
import { submissionErrorOf, withFreshValues, type SubmissionError } from '../requests/form/submission-error.ts'
import { useFormDraft } from '../requests/form/use-form-draft.ts'

/** Drops the values of fields that another open request changes. */
const withoutOpenFields = (form: InfoChangeForm, stored: Values): Values =>
  Object.fromEntries(Object.entries(stored).filter(([field]) => !hasOpenRequest(form, field as InfoField)))

type FieldErrors = Partial<Record<InfoField, FieldIssue>>

/** Parses the stored values of a draft; unknown fields are dropped. */
export const readValues = (stored: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(
    [...infoFields, 'departmentId' as const, 'effectiveOn' as const].flatMap((field) =>
      typeof stored[field] === 'string' ? [[field, stored[field]]] : [],
    ),
  ) as Values

/** The name of the draft of a new request. */
const NEW_DRAFT = 'info-change'

/** For a resubmission: the values requested before, and a draft of its own. */
type InitialForm = { requested: Values; draftName: string }

/** Holds the values, errors and draft of the form. `useSubmission` submits it. */
export function useInfoChangeForm(
  form: ShallowRef<InfoChangeForm | null>,
  { requested, draftName }: InitialForm = { requested: {}, draftName: NEW_DRAFT },
) {
  const values = shallowRef<Values>(requested)
  const errors = shallowRef<FieldErrors>({})
  const submitError = shallowRef<SubmissionError | null>(null)
  const dayError = shallowRef<'info.day_past' | 'info.day_far' | null>(null)
  const fromOf = (field: InfoField) => form.value?.fields.find((item) => item.field === field)?.value ?? ''
  const textOf = (field: InfoField) => values.value[field] ?? fromOf(field)
  const isEdited = (field: InfoField) => isChanged(field, fromOf(field), textOf(field))
  const payload = computed(() => (form.value ? payloadOf(form.value, values.value) : {}))
  const changedCount = computed(() => infoFields.filter((field) => payload.value[field]).length)
  const draft = useFormDraft<Values>({
    form: { name: draftName, kind: draftName === NEW_DRAFT ? 'info_change' : null, read: readValues },
    values: () => values.value,
    hasChanges: () => infoFields.some(isEdited),
    onAdopted(newer) {
      if (form.value) values.value = withoutOpenFields(form.value, newer)
    },
  })

  function setError(field: InfoField, issue: FieldIssue | null): void {
    const { [field]: _old, ...others } = errors.value
    errors.value = issue ? { ...others, [field]: issue } : others
  }
  function type(field: InfoField, value: string): void {
    values.value = { ...values.value, [field]: value }
    // A shown error disappears as soon as it is corrected; a new one is shown when the field is left.
    if (errors.value[field] && !checkField(field, fromOf(field), value)) setError(field, null)
    draft.saveSoon()
  }
  function chooseDepartment(chosen: { id: number; path: readonly string[] } | null): void {
    const { department: _name, departmentId: _id, ...others } = values.value
    values.value = chosen ? { ...others, department: chosen.path.join('·'), departmentId: String(chosen.id) } : others
    setError('department', null)
    draft.saveSoon()
  }
  function chooseDay(day: string): void {
    values.value = { ...values.value, effectiveOn: day }
    dayError.value = null
    draft.saveSoon()
  }
  function leave(field: InfoField): void {
    setError(field, checkField(field, fromOf(field), textOf(field)))
    draft.flush()
  }
  /** Validates the form and returns the first invalid field, in form order. */
  function checkAll(): InfoField | null {
    const fields = form.value?.fields.map(({ field }) => field) ?? []
    fields.forEach((field) => {
      setError(field, checkField(field, fromOf(field), textOf(field)))
    })
    return fields.find((field) => errors.value[field]) ?? null
  }
  /** Shows the errors of the server, with paths like `payload.position.to`, and returns the first of their fields. */
  function takeServerErrors(serverErrors: readonly { path: string; code: string }[]): InfoField | null {
    for (const { path, code } of serverErrors) {
      if (code === 'info.day_past' || code === 'info.day_far') dayError.value = code
      const field = infoFields.find((name) => path.split('.').includes(name))
      if (field) setError(field, fieldIssueOf(field, code, textOf(field)))
    }
    return infoFields.find((field) => errors.value[field]) ?? null
  }
  function focusField(field: InfoField): void {
    void nextTick(() => document.getElementById(`field-${field}`)?.focus())
  }
  /** Shows the error of a submission. Returns false when the form cannot explain it. */
  function showSubmitError(cause: unknown): boolean {
    const error = submissionErrorOf(cause)
    submitError.value = error
    if (error?.kind === 'fields') {
      const first = takeServerErrors(error.fields)
      if (first) focusField(first)
      return first !== null
    }
    if (error?.kind === 'old-values' && form.value)
      form.value = { ...form.value, fields: withFreshValues(form.value.fields, error.fresh) }
    if (error?.kind === 'read-first' && form.value) form.value = { ...form.value, readFirst: error.policy }
    return error !== null
  }
  function discard(): void {
    values.value = requested
    errors.value = {}
    draft.forget()
  }
  /** Restores the draft, and over it the input from before hydration. */
  function initialise(current: InfoChangeForm): void {
    const saved = draft.restore() ?? {}
    const typed = Object.fromEntries(
      infoFields.flatMap((field) => {
        const text = takePreHydrationInput(field)
        return text === undefined ? [] : [[field, text]]
      }),
    ) as Values
    values.value = { ...requested, ...withoutOpenFields(current, { ...saved, ...typed }) }
    if (!infoFields.some(isEdited)) draft.wasRestored.value = false
    if (Object.keys(typed).length > 0) draft.saveSoon()
  }
  onMounted(() => {
    if (form.value) initialise(form.value)
  })
  watch(form, (current, before) => {
    if (current && !before) initialise(current)
  })
  return {
    values,
    errors,
    dayError,
    submitError,
    payload,
    changedCount,
    draft,
    textOf,
    isEdited,
    type,
    chooseDepartment,
    chooseDay,
    leave,
    checkAll,
    takeServerErrors,
    focusField,
    showSubmitError,
    discard,
  }
}
