/** Id of WeCom's root department, which is the company itself: every path contains it (doc 90208). */
export const ROOT_DEPARTMENT = 1
