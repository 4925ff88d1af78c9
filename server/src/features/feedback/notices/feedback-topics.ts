export const FEEDBACK_TOPIC = 'feedback.tell'
export const FEEDBACK_OVER_TOPIC = 'feedback.over'
export const FEEDBACK_ASKERS_TOPIC = 'feedback.askers'
