/** Returns a department's path for people, from the root: `a · b · c`. `DepartmentPath` shows the same. */
export const departmentText = (path: readonly string[]): string => path.join(' · ')
