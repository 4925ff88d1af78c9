import type { ShallowRef } from 'vue'

/**
 * Acts on what a sheet is open about, and closes the sheet on success. By then it may be about something else, which was
 * not acted on: it stays open.
 */
export async function actOn<Subject>(
  sheet: ShallowRef<Subject | null>,
  act: (subject: Subject) => Promise<boolean>,
): Promise<void> {
  const { value: subject } = sheet
  if (subject !== null && (await act(subject)) && sheet.value === subject) sheet.value = null
}
