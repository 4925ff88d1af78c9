import { computed, nextTick, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import type { RequestDraft } from '@desk/shared/requests/types/index'
import { type InfoChangePayload, infoFields, type InfoField } from '@desk/shared/info-change/info-change'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { takePreHydrationInput } from '../../platform/pre-hydration-events.ts'
import {
  checkField,
  isChanged,
  hasOpenRequest,
  payloadOf,
  fieldIssueOf,
  readValues,
  normalizedText,
  type FieldIssue,
  type Values,
} from './field-rules.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { submissionErrorOf, withFreshValues, type SubmissionError } from '../requests/form/submission-error.ts'
import { isReasonPreset, reasonError, reasonSentence, type ReasonPreset } from '../requests/form/reason.ts'
import { useAttachments } from '../requests/form/use-attachments.ts'
import type { SaveOnServer } from '../requests/form/use-server-draft.ts'
import { useFormDraft } from '../requests/form/use-form-draft.ts'

/** Drops the values of fields that another open request changes. */
const withoutOpenFields = (form: InfoChangeForm, stored: Values): Values =>
  Object.fromEntries(Object.entries(stored).filter(([field]) => !hasOpenRequest(form, field as InfoField)))

type FieldErrors = Partial<Record<InfoField, FieldIssue>>

/** Returns the values of an earlier request that the form starts from. */
const startOf = (form: InfoChangeForm): Values =>
  form.again
    ? {
        ...(Object.fromEntries(form.again.asked.map(({ name, value }) => [name, value])) as Values),
        ...(form.again.reason === '' ? {} : { reasonText: form.again.reason }),
        ...(form.again.files.length === 0 ? {} : { files: form.again.files }),
      }
    : {}

/**
 * Holds the values, errors and draft of the form. `useSubmission` submits it. `draftName`: a form for another member, or
 * one that starts from an earlier request, has a separate draft.
 */
export function useInfoChangeForm(
  form: ShallowRef<InfoChangeForm | null>,
  draftName = 'info-change',
  saveOnServer?: SaveOnServer<Values>,
) {
  const requested = () => (form.value ? withoutOpenFields(form.value, startOf(form.value)) : {})
  const messages = useMessages('requests')
  const values = shallowRef<Values>(requested())
  const errors = shallowRef<FieldErrors>({})
  const submitError = shallowRef<SubmissionError | null>(null)
  const dayError = shallowRef<'info.day_past' | 'info.day_far' | null>(null)
  const fromOf = (field: InfoField) => form.value?.fields.find((item) => item.field === field)?.value ?? ''
  const textOf = (field: InfoField) => values.value[field] ?? fromOf(field)
  const isEdited = (field: InfoField) => isChanged(field, fromOf(field), textOf(field))
  const payload = computed(() => (form.value ? payloadOf(form.value, values.value) : {}))
  const changedCount = computed(() => infoFields.filter((field) => payload.value[field]).length)
  const draft = useFormDraft<Values>({
    form: { name: draftName, read: readValues },
    saveOnServer,
    values: () => values.value,
    hasChanges: () => infoFields.some(isEdited) || reason.value !== undefined,
    onAdopted(newer = {}) {
      if (form.value) fill(withoutOpenFields(form.value, newer))
    },
  })
  const attachments = useAttachments(
    (files) => {
      change({ files })
    },
    ({ id }) => {
      const again = form.value?.again
      return again?.files.some((file) => file.id === id) ? again.id : null
    },
  )
  const reasonPreset = computed<ReasonPreset | null>({
    get: () => (isReasonPreset(values.value.reasonPreset) ? values.value.reasonPreset : null),
    set: (preset) => {
      change({ reasonPreset: preset ?? '' })
    },
  })
  const reasonText = computed({
    get: () => values.value.reasonText ?? '',
    set: (text) => {
      change({ reasonText: text })
    },
  })
  const sentence = computed(() => reasonSentence(messages.form.reason, reasonPreset.value, reasonText.value))
  const reason = computed(() => {
    const ids = attachments.stored.value.map(({ id }) => id)
    return sentence.value === '' && ids.length === 0 ? undefined : { text: sentence.value, attachments: ids }
  })
  const reasonIssue = computed(() => reasonError(messages, sentence.value))

  /** Why the form cannot be submitted yet, apart from errors of its fields; null: it can. */
  const blocked = computed(() => {
    if (attachments.isUploading.value) return messages.form.files.wait
    return attachments.hasFailed.value ? messages.form.files.failedFirst : reasonIssue.value
  })
  /** Whether the form began with a reason of the earlier request. When it is emptied, that reason is withdrawn. */
  const hadReason = () => Boolean(requested().reasonText ?? requested().files)
  const draftOf = (changes: InfoChangePayload): RequestDraft => ({
    kind: 'info_change',
    payload: { ...changes, ...(form.value?.subject ? { subjectId: form.value.subject.userid } : {}) },
    ...(reason.value || hadReason() ? { reason: reason.value ?? null } : {}),
  })

  function change(typed: Values): void {
    values.value = { ...values.value, ...typed }
    draft.saveSoon()
  }
  function fill(filled: Values): void {
    values.value = filled
    attachments.restore(filled.files ?? [])
  }

  function setError(field: InfoField, issue: FieldIssue | null): void {
    const { [field]: _old, ...others } = errors.value
    errors.value = issue ? { ...others, [field]: issue } : others
  }
  function type(field: InfoField, value: string): void {
    change({ [field]: value })
    // A shown error disappears as soon as it is corrected; a new one is shown when the field is left.
    if (errors.value[field] && !checkField(field, fromOf(field), value)) setError(field, null)
  }
  function revert(field: InfoField): void {
    const { [field]: _typed, ...others } = values.value
    values.value = others
    setError(field, null)
    draft.saveSoon()
  }
  function chooseDepartment(chosen: { id: number; path: readonly string[] } | null): void {
    const { department: _name, departmentId: _id, ...others } = values.value
    values.value = chosen ? { ...others, department: chosen.path.join('·'), departmentId: String(chosen.id) } : others
    setError('department', null)
    draft.saveSoon()
  }
  function chooseDay(day: string): void {
    change({ effectiveOn: day })
    dayError.value = null
  }
  function leave(field: InfoField): void {
    const normalized = normalizedText(field, textOf(field))
    if (isEdited(field) && normalized !== textOf(field)) values.value = { ...values.value, [field]: normalized }
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
      if (code === 'file.gone') attachments.markGone()
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
      return first !== null || error.fields.some(({ code }) => code === 'file.gone')
    }
    if (error?.kind === 'old-values' && form.value)
      form.value = {
        ...form.value,
        fields: withFreshValues(form.value.fields, error.fresh),
        departmentId: error.departmentId ?? form.value.departmentId,
      }
    if (error?.kind === 'read-first' && form.value) form.value = { ...form.value, readFirst: error.policy }
    return error !== null
  }
  function discard(): void {
    fill(requested())
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
    fill({ ...requested(), ...withoutOpenFields(current, { ...saved, ...typed }) })
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
    revert,
    leave,
    attachments,
    blocked,
    draftOf,
    reasonPreset,
    reasonText,
    reasonIssue,
    checkAll,
    focusField,
    showSubmitError,
    discard,
  }
}
