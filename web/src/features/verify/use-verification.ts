import { promiseTimeout } from '@vueuse/core'
import { shallowRef, watch } from 'vue'
import { type ChosenFile, type Verification, verifyFile } from './verify-files.ts'

/** Enough for the page to show that it works, before the work blocks it. */
const PAINT_MS = 50

const read = async (chosen: File): Promise<ChosenFile> => ({
  name: chosen.name,
  bytes: new Uint8Array(await chosen.arrayBuffer()),
})

/** Verifies a chosen file against the key and the checkpoint that the reader has from elsewhere. `check` verifies one file. */
export function useVerification(check: typeof verifyFile = verifyFile) {
  const vkey = shallowRef('')
  const anchor = shallowRef<ChosenFile | null>(null)
  const file = shallowRef<ChosenFile | null>(null)
  const result = shallowRef<Verification | null>(null)
  const isBusy = shallowRef(false)
  const hasFailed = shallowRef(false)

  // A result says what was compared with the key that was entered then.
  watch(vkey, () => {
    result.value = null
  })

  /**
   * Verifies the chosen file, again if the file, the key or the checkpoint changed meanwhile: the result must belong to
   * what is shown.
   */
  async function verifyChosen(): Promise<Verification | null> {
    for (;;) {
      const [chosen, key, kept] = [file.value, vkey.value, anchor.value]
      if (!chosen) return null
      const found = await check(chosen, { vkey: key, anchor: kept })
      if (chosen === file.value && key === vkey.value && kept === anchor.value) return found
    }
  }

  async function verify(): Promise<void> {
    if (!file.value || isBusy.value) return
    isBusy.value = true
    hasFailed.value = false
    result.value = null
    await promiseTimeout(PAINT_MS)
    try {
      result.value = await verifyChosen()
    } catch {
      hasFailed.value = true
    } finally {
      isBusy.value = false
    }
  }
  async function pick(chosen: File): Promise<void> {
    try {
      file.value = await read(chosen)
    } catch {
      hasFailed.value = true
      return
    }
    await verify()
  }
  async function pickAnchor(chosen: File): Promise<void> {
    result.value = null
    anchor.value = await read(chosen).catch(() => null)
    if (anchor.value) await verify()
    else hasFailed.value = true
  }
  return { vkey, anchor, file, result, isBusy, hasFailed, verify, pick, pickAnchor }
}
