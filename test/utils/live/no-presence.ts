/**
 * Environment of a program that a test starts. What else runs on this computer, such as the games of other tests or of
 * its owner, is no reason for it to step aside; a test of just that takes the variable out.
 */
export const noPresence = { LLOOM_EXECUTOR__PRESENCE__ENABLED: 'false' } as const;
