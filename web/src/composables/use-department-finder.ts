import { useApi } from '../api/desk-api.ts'
import { useDirectoryStore } from '../stores/directory.ts'

/** Returns the search of `DepartmentPicker` for a department. */
export function useDepartmentFinder() {
  const { info } = useApi()
  const directory = useDirectoryStore()
  return (q: string, signal: AbortSignal) =>
    directory.find('departments', q, async () => (await info.findDepartments(q, signal)).items)
}
