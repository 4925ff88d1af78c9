import { computed, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import { infoFields, type InfoField } from '@desk/shared/info-change/info-change'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { takePreHydrationInput } from '../../platform/pre-hydration-events.ts'
import {
  checkField,
  isChanged,
  isSecondFactorPending,
  payloadOf,
  problemOf,
  type FieldProblem,
  type Values,
} from './field-rules.ts'
import { useFormDraft } from '../requests/form/use-form-draft.ts'

/** A draft without what another running request holds. */
const freeOf = (form: InfoChangeForm, kept: Values): Values =>
  Object.fromEntries(Object.entries(kept).filter(([field]) => !isSecondFactorPending(form, field as InfoField)))

type Problems = Partial<Record<InfoField, FieldProblem>>

/** Fields of a draft that this form knows. */
export const readValues = (kept: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(
    [...infoFields, 'departmentId' as const, 'effectiveOn' as const].flatMap((field) =>
      typeof kept[field] === 'string' ? [[field, kept[field]]] : [],
    ),
  ) as Values

/** The draft of a new request. */
const NEW = 'info-change'

/** A form that begins with what was asked for before, and keeps a draft of its own. */
type Start = { asked: Values; draftName: string }

/** What is typed into the form, what is wrong with it, and its draft. Sending is `useSubmission()`. */
export function useInfoChangeForm(
  form: ShallowRef<InfoChangeForm | null>,
  { asked, draftName }: Start = { asked: {}, draftName: NEW },
) {
  const values = shallowRef<Values>(asked)
  const problems = shallowRef<Problems>({})
  const dayProblem = shallowRef<'info.day_past' | 'info.day_far' | null>(null)
  const fromOf = (field: InfoField) => form.value?.fields.find((one) => one.field === field)?.value ?? ''
  const textOf = (field: InfoField) => values.value[field] ?? fromOf(field)
  const isEdited = (field: InfoField) => isChanged(field, fromOf(field), textOf(field))
  const payload = computed(() => (form.value ? payloadOf(form.value, values.value) : {}))
  const changedCount = computed(() => infoFields.filter((field) => payload.value[field]).length)
  const draft = useFormDraft<Values>({
    form: { name: draftName, kind: draftName === NEW ? 'info_change' : null, read: readValues },
    values: () => values.value,
    hasChanges: () => infoFields.some(isEdited),
    onAdopted(kept) {
      if (form.value) values.value = freeOf(form.value, kept)
    },
  })

  function setProblem(field: InfoField, problem: FieldProblem | null): void {
    const { [field]: _old, ...others } = problems.value
    problems.value = problem ? { ...others, [field]: problem } : others
  }
  function type(field: InfoField, value: string): void {
    values.value = { ...values.value, [field]: value }
    // A sentence that was shown goes as soon as it is mended; a new one waits for the end of typing.
    if (problems.value[field] && !checkField(field, fromOf(field), value)) setProblem(field, null)
    draft.saveSoon()
  }
  function chooseDepartment(hit: { id: number; path: readonly string[] } | null): void {
    const { department: _name, departmentId: _id, ...others } = values.value
    values.value = hit ? { ...others, department: hit.path.join('·'), departmentId: String(hit.id) } : others
    setProblem('department', null)
    draft.saveSoon()
  }
  function chooseDay(day: string): void {
    values.value = { ...values.value, effectiveOn: day }
    dayProblem.value = null
    draft.saveSoon()
  }
  function leave(field: InfoField): void {
    setProblem(field, checkField(field, fromOf(field), textOf(field)))
    draft.flush()
  }
  /** The first field that cannot go out as it is, in form order. */
  function checkAll(): InfoField | null {
    const fields = form.value?.fields.map(({ field }) => field) ?? []
    fields.forEach((field) => {
      setProblem(field, checkField(field, fromOf(field), textOf(field)))
    })
    return fields.find((field) => problems.value[field]) ?? null
  }
  /** Problems in the server's words: paths like `payload.position.to`. Answers the first of our fields among them. */
  function takeServerProblems(errors: readonly { path: string; code: string }[]): InfoField | null {
    for (const { path, code } of errors) {
      if (code === 'info.day_past' || code === 'info.day_far') dayProblem.value = code
      const field = infoFields.find((one) => path.split('.').includes(one))
      if (field) setProblem(field, problemOf(field, code, textOf(field)))
    }
    return infoFields.find((field) => problems.value[field]) ?? null
  }
  function discard(): void {
    values.value = asked
    problems.value = {}
    draft.forget()
  }
  /** Takes up the kept draft, and over it what was typed before the page was alive. */
  function takeUp(current: InfoChangeForm): void {
    const kept = draft.restore() ?? {}
    const typed = Object.fromEntries(
      infoFields.flatMap((field) => {
        const text = takePreHydrationInput(field)
        return text === undefined ? [] : [[field, text]]
      }),
    ) as Values
    values.value = { ...asked, ...freeOf(current, { ...kept, ...typed }) }
    if (!infoFields.some(isEdited)) draft.wasRestored.value = false
    if (Object.keys(typed).length > 0) draft.saveSoon()
  }
  onMounted(() => {
    if (form.value) takeUp(form.value)
  })
  watch(form, (current, before) => {
    if (current && !before) takeUp(current)
  })
  return {
    values,
    problems,
    dayProblem,
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
    takeServerProblems,
    discard,
  }
}
