/**
 * What the Studio's dialog says for the codes that came with policies.
 *
 * @type {import('./messages.js').Messages}
 */
export const policyMessages = {
  APPROVAL_DOES_NOT_COUNT: {
    en: 'A policy asks for more approvals, and yours would not count: you approved already, you recorded the version, or you are not among its reviewers.',
    de: 'Eine Regel verlangt weitere Freigaben, und Ihre würde nicht zählen: Sie haben schon freigegeben, die Version stammt von Ihnen, oder Sie gehören nicht zu den Prüfenden.',
  },
};
