import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { defaultDocument, useEventListener } from '@vueuse/core'
import { nextTick, onBeforeUnmount, onMounted, type Ref, shallowRef, watchSyncEffect } from 'vue'
import { useDevice } from '../platform/device.ts'
import { useDraftsStore } from '../stores/drafts.ts'

/** Long enough to scan a QR code with a phone; older input is discarded. */
const MAX_AGE_MS = 10 * MINUTE_MS

/**
 * Input of forms that were left for another object or page, as long as this document lives. A function, called when the form
 * is opened again: a response that arrives after the form was left still empties its fields.
 */
const setAside = new Map<string, () => unknown>()

type Saved<Input> = { at: number; typed: Input }

/**
 * Keeps the input of a form over a round trip to WeCom, which a dangerous action may require, and over the end of the process
 * in the background: saved in this tab, for this member, for ten minutes, and restored once. `read` returns null when there
 * is nothing to keep. `outlives`: whether the input is also kept when the form is left for another object, and not sent.
 * `isUnstored`: it is kept in memory only.
 */
export function useFormPersistence<Input>(
  name: string | undefined,
  form: {
    read(): Input | null
    restore(input: Input): void
    outlives?: (() => boolean) | undefined
    isUnstored?: boolean
  },
) {
  if (name === undefined) return
  const device = useDevice()
  const drafts = useDraftsStore()
  const isHidden = shallowRef(false)
  let storageName = ''

  function save(): void {
    const typed = form.isUnstored ? null : form.read()
    if (typed !== null) drafts.save('kept', storageName, { at: device.now(), typed } satisfies Saved<Input>)
    else clear()
  }
  function clear(): void {
    drafts.clear('kept', storageName)
  }
  onMounted(() => {
    // The path, and what is open beside a list, are part of the key: the input for one object must not appear at another.
    const open = new URLSearchParams(location.search).get('open') ?? ''
    storageName = `${location.pathname}${open && `/${open}`}:${name}`
    const saved = drafts.load('kept', storageName) as Saved<Input> | null // Saved below, by the same form.
    clear()
    const aside = (setAside.get(storageName)?.() ?? null) as Input | null // Set below, by the same form.
    setAside.delete(storageName)
    if (aside !== null) form.restore(aside)
    else if (saved && device.now() - saved.at < MAX_AGE_MS) form.restore(saved.typed)
    // A process that is ended in the background reports nothing more. What was sent by then is no longer saved.
    watchSyncEffect(() => {
      if (isHidden.value) save()
      else clear()
    })
  })
  onBeforeUnmount(() => {
    // A hidden form is left only after it was sent.
    if (isHidden.value) clear()
    if (form.outlives) setAside.set(storageName, () => (form.outlives?.() ? form.read() : null))
  })
  useEventListener(defaultDocument, 'visibilitychange', () => {
    isHidden.value = document.visibilityState === 'hidden'
  })
  useEventListener('pagehide', save)
  // The document came back with its input: the saved copy would be restored again after the input was sent.
  useEventListener('pageshow', ({ persisted }) => {
    if (persisted) clear()
  })
}

/**
 * Does the same as `useFormPersistence`, for a form that consists of `fields`: saved once one of them differs from its
 * first value. `edition`: the version of what the fields were filled from; input about another version is not restored.
 */
export function usePersistedFields(
  name: string,
  fields: Readonly<Record<string, Ref<unknown>>>,
  {
    outlives,
    edition = () => 0,
    isUnstored = false,
  }: { outlives?: () => boolean; edition?: () => unknown; isUnstored?: boolean } = {},
): void {
  const read = () => Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]))
  function restore(input: Readonly<Record<string, unknown>>): void {
    for (const [field, ref] of Object.entries(fields)) if (field in input) ref.value = input[field]
  }
  let initial = ''
  onMounted(() => (initial = JSON.stringify(read())))
  useFormPersistence(name, {
    outlives,
    isUnstored,
    read: () => (JSON.stringify(read()) === initial ? null : { ...read(), edition: edition() }),
    restore(input) {
      if (input.edition !== edition()) return
      restore(input)
      // A change of one field may fill another one.
      void nextTick(() => restore(input))
    },
  })
}
