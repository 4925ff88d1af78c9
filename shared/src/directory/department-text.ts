/** Returns a department's path as pages and cards show it, from below the root: `a · b · c`. `DepartmentPath` shows the same. */
export const departmentText = (path: readonly string[]): string => path.join(' · ')
