import type { ShallowRef } from 'vue'

/**
 * Acts on the subject of an open sheet, and closes the sheet on success. A sheet whose subject has changed by then stays
 * open: nothing was done about the new subject.
 */
export async function actOn<Subject>(
  sheet: ShallowRef<Subject | null>,
  act: (subject: Subject) => Promise<boolean>,
): Promise<void> {
  const { value: subject } = sheet
  if (subject !== null && (await act(subject)) && sheet.value === subject) sheet.value = null
}
