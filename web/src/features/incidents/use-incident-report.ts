import { computed, onMounted, shallowRef, type ShallowRef } from 'vue'
import { createReceipt } from '@desk/shared/incidents/incident-receipt'
import type { IncidentForm } from '@desk/shared/incidents/incident-schemas'
import type { IncidentKind, IncidentRecipient } from '@desk/shared/incidents/incident-states'
import { resolveReaders } from '@desk/shared/incidents/resolve-readers'
import type { GroupId } from '@desk/shared/kernel/ids'
import { ApiError, fieldErrorsOf } from '../../api/api-error.ts'
import { isTemporary } from '../../api/is-temporary.ts'
import { useIncidentApi, useUnnamedApi } from '../../api/incident-api.ts'
import { useSubmit } from '../../composables/use-submit.ts'
import { useDevice } from '../../platform/device.ts'
import type { MemberOption } from '../../platform/member-option.ts'
import { useSessionStore } from '../../stores/session.ts'
import { forgetReceipt, keepReceipt, readReceipt } from './kept-receipt.ts'
import { readPicture } from './read-picture.ts'

const outdatedCodes = ['incident.off', 'incident.no_handler', 'incident.readers_changed']

type Options = {
  kind: ShallowRef<IncidentKind | null>
  recipient: ShallowRef<IncidentRecipient | null>
  form: () => IncidentForm | null
  /** Loads the form again, with the present handlers and the token of today. */
  reload: () => Promise<void>
  onReported: (id: string) => void
}

/** Returns what identifies a picture when it is sent again. */
const identityOf = (picture: File | null) => picture && [picture.name, picture.size, picture.lastModified]
const read = async (picture: File | null) => (picture === null ? {} : { picture: await readPicture(picture) })

/** Returns the state and submission of the report form. What was typed stays until the server has it. */
export function useIncidentReport({ kind, recipient, form, reload, onReported }: Options) {
  const api = useIncidentApi()
  const unnamedApi = useUnnamedApi()
  const device = useDevice()
  const { me } = useSessionStore()
  const isUnnamed = shallowRef(false)
  const text = shallowRef('')
  const involved = shallowRef<readonly MemberOption[]>([])
  const picture = shallowRef<File | null>(null)
  const submission = useSubmit()
  /** `isStored`: the server confirmed it. */
  const receipt = shallowRef<{ code: string; isStored: boolean } | null>(null)
  /** Whether the receipt is kept on this device; null: nobody asked to keep it. */
  const isKept = shallowRef<boolean | null>(null)
  onMounted(() => {
    const code = readReceipt(device)
    if (code === null) return
    receipt.value = { code, isStored: true }
    isKept.value = true
  })

  const groupId = computed(() => form()?.group?.id)
  const resolved = computed(() => {
    const shown = form()
    if (!shown || recipient.value === null) return null
    return resolveReaders({
      recipient: recipient.value,
      admins: shown.department?.admins.map((level) => level.map(({ userid }) => userid)) ?? [],
      handlers: shown.handlers.map(({ userid }) => userid),
      contact: shown.contact?.member.userid ?? null,
      excluded: [
        ...involved.value.map(({ userid }) => userid),
        ...(shown.group?.excluded ?? []),
        // For an unnamed report the server cannot exclude the reporter.
        ...(isUnnamed.value ? [] : [me.userid]),
      ].map((userid) => userid.toLowerCase()),
    })
  })
  const nameOf = (userid: string): string => {
    const { handlers = [], department, contact } = form() ?? {}
    const people = [...handlers, ...(department?.admins.flat() ?? []), ...(contact ? [contact.member] : [])]
    return people.find((person) => person.userid === userid)?.name ?? userid
  }
  /** Names of those who would read the report; null: not known yet; empty: nobody is left. */
  const readers = computed(() =>
    form() === null || recipient.value === null ? null : (resolved.value?.userids.map(nameOf) ?? []),
  )
  /** Who gets the report later, if nobody acts on it: the independent contact, unless it is by or about them. */
  const later = computed(() => {
    const { contact } = form() ?? {}
    if (!contact || !resolved.value || resolved.value.right === 'contact') return null
    const isAbout = involved.value.some(({ userid }) => userid === contact.member.userid)
    return isAbout || contact.member.userid === me.userid ? null : contact.member.name
  })
  const fieldCode = computed(() => fieldErrorsOf(submission.error.value)[0]?.code ?? null)

  function content() {
    if (kind.value === null || recipient.value === null) return null
    return {
      kind: kind.value,
      recipient: recipient.value,
      text: text.value,
      involved: involved.value.map(({ userid }) => userid),
      readers: resolved.value?.userids ?? [],
      ...(groupId.value === undefined ? {} : { groupId: groupId.value as GroupId }),
    }
  }

  async function send(): Promise<void> {
    const asUnnamed = isUnnamed.value
    // A restored report may be sent before the form is loaded; the form supplies its department.
    if (form() === null) await reload()
    if (form() === null) return
    const body = content()
    if (body === null) return
    const chosen = picture.value
    if (asUnnamed) await sendUnnamed(body, chosen)
    else
      await submission.submit({
        content: [body, identityOf(chosen)],
        // The picture is read while the form is busy: a second tap meanwhile sends nothing.
        send: async (attempt) => api.report({ ...body, ...(await read(chosen)) }, attempt),
        onDone: ({ id }) => {
          clearFields()
          onReported(id)
        },
      })
    if (isOutdated.value) await reload()
  }
  /** Whether the form shows outdated handlers or settings: it is then loaded again, and what was typed stays. */
  const isOutdated = computed(() => {
    const { value: cause } = submission.error
    return cause instanceof ApiError && outdatedCodes.includes(cause.code)
  })

  async function sendUnnamed(body: NonNullable<ReturnType<typeof content>>, chosen: File | null): Promise<void> {
    const code =
      receipt.value?.code ?? createReceipt((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>))
    // The receipt is shown before the response, which may be lost although the report is stored.
    receipt.value = { code, isStored: false }
    const departmentId = body.recipient === 'department' ? form()?.department?.id : undefined
    const report = (withPicture: Awaited<ReturnType<typeof read>>) =>
      unnamedApi.report({
        ...body,
        ...withPicture,
        ...(departmentId === undefined ? {} : { departmentId }),
        token: form()?.token ?? '',
        receipt: code,
      })
    const isDone = await submission.submit({
      content: [body, identityOf(chosen), code],
      send: async () => {
        const withPicture = await read(chosen)
        try {
          return await report(withPicture)
        } catch (cause) {
          // The page was open for days: the token of today is on a fresh form.
          if (!(cause instanceof ApiError) || cause.code !== 'origin.foreign') throw cause
          await reload()
          return report(withPicture)
        }
      },
      onDone: () => {
        receipt.value = { code, isStored: true }
        clearFields()
      },
    })
    // Only a refusal says that nothing is stored under the receipt.
    if (!isDone && submission.error.value instanceof ApiError && !isTemporary(submission.error.value))
      receipt.value = null
  }

  function keep(): void {
    if (receipt.value !== null) isKept.value = keepReceipt(device, receipt.value.code)
  }
  /** Forgets the receipt, which was noted or discarded, and empties the form for another report. */
  function forget(): void {
    forgetReceipt(device)
    receipt.value = null
    isKept.value = null
    clearFields()
  }
  function clearFields(): void {
    kind.value = null
    recipient.value = null
    text.value = ''
    involved.value = []
    picture.value = null
  }
  /** Returns true when something would be lost with the form. */
  const hasInput = (): boolean =>
    [kind.value, recipient.value, picture.value, receipt.value].some((value) => value !== null) ||
    text.value !== '' ||
    involved.value.length > 0

  return {
    isUnnamed,
    text,
    involved,
    picture,
    readers,
    later,
    receipt,
    isKept,
    submission,
    isOutdated,
    fieldCode,
    send,
    keep,
    forget,
    hasInput,
  }
}
