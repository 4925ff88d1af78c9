/** Keys by which the people list is sorted; `state` is by urgency. With `-` the order is descending. */
export const peopleSorts = ['state', 'due', 'opened', 'reminders'] as const
export type PeopleSort = (typeof peopleSorts)[number]
